#pragma once

#include <cstdint>
#include <functional>

#include <QTimer>

#include "app/commands/command_context.h"
#include "app/controllers/page_controller.h"
#include "models/filter_state.h"
#include "views/pages/list_page_view.h"

namespace tokenhouse {

/// What every list page needs around its view and model: the filter goes to the model, the selection to the situation,
/// live events refresh it, a lost server shows in its banner, and the whole list is counted. GUI thread.
class ListController : public PageController {
    Q_OBJECT

public:
    ListController(CommandContext& context, PagedModel& model, FilterState& filter, ObjectKind kind, QObject* parent);

    /// The view must outlive the controller's last signal; both belong to the window.
    void setView(ListPageView* view);
    ListPageView* view() const { return m_view; }
    FilterState& filter() { return m_filter; }
    PagedModel& model() { return m_model; }
    std::optional<qint64> grandTotal() const { return m_grandTotal; }
    QWidget* widget() const override { return m_view; }
    /// Its selection is the window's now.
    void enter() override;
    void askAgain() override;
    void takeFocus(Qt::FocusReason reason) override { m_view->table()->setFocus(reason); }
    void search() override { m_view->filterBar()->focusSearch(); }
    /// Shows the object as soon as it is at hand; takes filters away that hide it. With `made`, the name of an object
    /// that was just created, the user's filter stays and the status bar tells that it hides it.
    void reveal(const QString& id, const QString& made = {});
    void select(const std::vector<Uuid>& ids);

Q_SIGNALS:
    void grandTotalChanged();
    void signInWanted();

protected:
    virtual void ask() = 0;    ///< gives the model a source of the attached session
    virtual void forget() = 0; ///< takes it away: what was shown is of a server that one left
    virtual void count(std::function<void(std::optional<qint64>)> answer) = 0;
    virtual bool concerns(const LiveEvent& event) const = 0;
    virtual void onChanges(const std::vector<LiveEvent>&) {}
    CommandContext& context() const { return m_context; }

private:
    void askOnce();
    void showWanted(bool orFilter);
    void forgetWanted(const QString& id);
    bool isShownAlone() const;
    void followSelection();
    void followConnection();
    void recount();
    void followRights();

    CommandContext& m_context;
    PagedModel& m_model;
    FilterState& m_filter;
    ObjectKind m_kind;
    ListPageView* m_view = nullptr;
    QTimer m_countTimer;
    QTimer m_followTimer;
    bool m_isEntered = false; ///< its page was looked at, so that its rows are kept up to date from now on
    bool m_isAsked = false;
    std::uint64_t m_wantedAfter = 0; ///< refreshes of the model that had begun when it was wanted
    QString m_wanted;                ///< an object to select as soon as it is at hand
    QString m_wantedName;            ///< when it was just created
    QString m_shownAlone;            ///< the object whose filter was set to show it
    std::optional<qint64> m_grandTotal;
    bool m_isForbidden = false; ///< who is signed in may not read the list
};

} // namespace tokenhouse
