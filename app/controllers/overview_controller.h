#pragma once

#include <QPointer>
#include <QTimer>

#include "app/commands/command_context.h"
#include "app/controllers/page_controller.h"
#include "models/overview_state.h"

namespace tokenhouse {

class OverviewPage;

/// The Overview page: read when one comes to it, after changes, and now and then while one looks at it. GUI thread.
class OverviewController : public PageController {
    Q_OBJECT

public:
    explicit OverviewController(CommandContext& context, QObject* parent = nullptr);
    OverviewPage* page() const { return m_page; }
    QWidget* widget() const override;
    void enter() override { read(); }
    void askAgain() override { read(); }
    void takeFocus(Qt::FocusReason reason) override;

private:
    void read();
    void readSoon();

    CommandContext& m_context;
    OverviewState m_state;
    OverviewPage* m_page; ///< owned by the window's stack
    QPointer<QObject> m_job;
    QTimer m_pause; ///< many changes are one question
    QTimer m_clock; ///< time alone moves states
};

} // namespace tokenhouse
