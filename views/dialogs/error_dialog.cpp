#include "views/dialogs/error_dialog.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "models/failure_text.h"
#include "views/widgets/label.h"

namespace tokenhouse {

ErrorDialog::ErrorDialog(const QString& heading, const Failure& failure, QWidget* parent)
    : HouseDialog(tr("Not done"), 520, parent), m_details(new QWidget(this))
{
    const FailureText text = failureText(failure);
    setHeading(heading);
    setSentence(text.what);
    if (!text.next.isEmpty()) {
        auto* next = new WrappedLabel(text.next, Role::Text, Theme::body(), this);
        body()->addWidget(next);
        body()->addSpacing(8);
    }
    auto* row = new QHBoxLayout(m_details);
    row->setContentsMargins(0, 4, 0, 0);
    row->addWidget(plainLabel(tr("Correlation id"), Role::Muted, Theme::body(), m_details));
    auto* id = plainLabel(text.correlationId, Role::Text, Theme::mono(), m_details);
    id->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row->addWidget(id);
    auto* copy = new Button({}, Button::Kind::Quiet, m_details);
    copy->setIconName(QStringLiteral("copy"));
    copy->setSpokenName(tr("Copy the correlation id"));
    row->addWidget(copy);
    row->addStretch(1);
    const QString correlation = text.correlationId;
    connect(copy, &Button::chosen, this, [this, correlation] { Q_EMIT copyWanted(correlation); });
    m_details->hide();
    body()->addWidget(m_details);
    if (!correlation.isEmpty()) {
        Button* details = addRight(tr("Details"));
        connect(details, &Button::chosen, this, [this, details] {
            m_details->show();
            details->hide();
        });
    }
    m_again = addRight(tr("Try again"));
    m_again->hide();
    connect(m_again, &Button::chosen, this, &ErrorDialog::tryAgainWanted);
    setMain(addRight(tr("Close")));
    connect(mainButton(), &Button::chosen, this, &QDialog::accept);
    mainButton()->setFocus();
}

void ErrorDialog::offerTryAgain()
{
    m_again->show();
}

} // namespace tokenhouse
