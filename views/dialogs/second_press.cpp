#include "views/dialogs/second_press.h"

#include <utility>

#include <QEvent>

namespace tokenhouse {

SecondPress::SecondPress(Button* button, const QString& asked, HouseDialog* dialog)
    : QObject(button), m_button(button), m_dialog(dialog), m_label(button->text()), m_asked(asked)
{
    m_button->installEventFilter(this);
    m_button->setAccessibleDescription(tr("It asks for a second press."));
    connect(m_button, &Button::chosen, this, &SecondPress::press);
    connect(m_dialog, &HouseDialog::questionTaken, this, &SecondPress::rest);
}

void SecondPress::setConsequence(const QString& lead, const QString& consequence)
{
    takeBack(); // it was asked about something else
    m_lead = lead;
    m_consequence = consequence;
}

void SecondPress::press()
{
    if (m_dialog->isBusy())
        return;
    if (m_isAsking) {
        takeBack();
        Q_EMIT confirmed();
        return;
    }
    for (auto* other : m_dialog->findChildren<QAbstractButton*>()) {
        if (other != m_button)
            connect(other, &QAbstractButton::clicked, this, &SecondPress::takeBack, Qt::UniqueConnection);
    }
    m_button->setFocus(Qt::OtherFocusReason); // pressed from outside it may not have it
    const QString question = tr("%1 Press once more to do it.").arg(m_consequence);
    m_dialog->setQuestion(m_lead, question);
    m_isAsking = true;
    m_button->setText(m_asked);
    m_button->setAccessibleDescription(question);
}

void SecondPress::takeBack()
{
    if (m_isAsking)
        m_dialog->setQuestion({});
}

void SecondPress::rest()
{
    if (!std::exchange(m_isAsking, false))
        return;
    m_button->setText(m_label);
    m_button->setAccessibleDescription(tr("It asks for a second press."));
}

bool SecondPress::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusOut)
        takeBack();
    return QObject::eventFilter(watched, event);
}

} // namespace tokenhouse
