#pragma once

#include <functional>
#include <string>

#include <QWidget>

#include "core/permission.h"
#include "models/overview_state.h"
#include "models/time_text.h"

class QGridLayout;

namespace tokenhouse {

class Banner;
class BarList;
class Card;
class FigureCard;
class ListOverlay;
class PageHeader;
class StackedChart;

/// A page to look at: how the tokens and APIs stand, each figure a link into the list behind it. The states must
/// outlive it.
class OverviewPage : public QWidget {
    Q_OBJECT

public:
    OverviewPage(OverviewState& state, const TimeText& times, QWidget* parent = nullptr);
    Banner* banner() const { return m_banner; }
    void takeFocus(Qt::FocusReason reason);

Q_SIGNALS:
    void tokensWanted(const QString& filter);
    void definitionsWanted(const QString& filter);
    void eventsWanted(const QString& filter);
    void retryWanted();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    enum class List { Tokens, Definitions };
    FigureCard* addFigure(const QString& title, List list, std::function<Figure(const Overview&)> read);
    void makeCards();
    void arrange();
    void follow();
    void followTokens(const Overview& overview);
    void followChanges(const Overview& overview);
    void followRefusals(const Overview& overview);
    void open(List list, const std::string& filter);
    QString dayText(const std::string& day) const;
    static QString bucketName(const QString& bucket);
    static QString needs(Permission permission);

    OverviewState& m_state;
    const TimeText& m_times;
    PageHeader* m_header;
    Banner* m_banner;
    QWidget* m_content;
    QGridLayout* m_grid;
    ListOverlay* m_overlay;
    int m_columns = 0;
    FigureCard* m_active;
    FigureCard* m_expiring;
    FigureCard* m_neverUsed;
    FigureCard* m_withoutTokens;
    FigureCard* m_neverExpires;
    FigureCard* m_idle;
    FigureCard* m_onNoApi;
    FigureCard* m_apis;
    Card* m_changesCard;
    StackedChart* m_changes;
    Card* m_refusalsCard;
    StackedChart* m_refusals;
    Card* m_agesCard;
    BarList* m_ages;
    Card* m_statesCard;
    BarList* m_states;
};

} // namespace tokenhouse
