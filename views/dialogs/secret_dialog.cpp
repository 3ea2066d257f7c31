#include "views/dialogs/secret_dialog.h"

#include <utility>

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "models/secret_clipboard_state.h"
#include "models/text.h"
#include "views/widgets/label.h"
#include "views/widgets/secret_field.h"

namespace tokenhouse {

SecretDialog::SecretDialog(const QString& tokenName, SecretBytes secret, SecretClipboardState& clipboard,
                           QWidget* parent)
    : HouseDialog(tr("New secret"), 640, parent), m_clipboard(clipboard)
{
    setHeading(tr("New secret for “%1”").arg(tokenName));
    setSentence(tr("This is the only time it can be seen. Tokenhouse keeps a digest, not the secret; nobody, "
                   "administrators included, can bring it back."));
    setWindowFlags((windowFlags() | Qt::CustomizeWindowHint) & ~Qt::WindowContextHelpButtonHint);

    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_field = new SecretField(SecretField::Mode::ReadOnly, this);
    m_field->setLarge(true);
    m_field->setAccessibleName(tr("Secret"));
    m_field->setSecret(std::move(secret));
    m_show = new Button(tr("Show"), Button::Kind::Normal, this);
    m_show->setIconName(QStringLiteral("eye"));
    m_copy = new Button(tr("Copy"), Button::Kind::Primary, this);
    m_copy->setIconName(QStringLiteral("copy"));
    m_show->setFixedHeight(44);
    m_copy->setFixedHeight(44);
    row->addWidget(m_field, 1);
    row->addWidget(m_show, 0, Qt::AlignTop);
    row->addWidget(m_copy, 0, Qt::AlignTop);
    body()->addLayout(row);
    body()->addSpacing(8);

    m_hint = plainLabel({}, Role::Muted, Theme::small(), this);
    followShown();
    body()->addWidget(m_hint);
    m_copied = new Banner(Banner::Kind::Success, this);
    m_copied->setMinimumHeight(measure::control + 8); // with and without its link: nothing jumps when the time is up
    m_copied->hide();
    body()->addWidget(m_copied);
    m_savedLine = new Banner(Banner::Kind::Success, this);
    m_savedLine->hide();
    body()->addSpacing(8);
    body()->addWidget(m_savedLine);
    body()->addSpacing(12);
    m_facts = new QGridLayout;
    m_facts->setHorizontalSpacing(18);
    m_facts->setVerticalSpacing(8);
    m_facts->setColumnStretch(1, 1);
    body()->addLayout(m_facts);
    body()->addSpacing(4);

    m_discard = addLeft(tr("Discard and revoke"));
    setDiscarding(tr("This secret stops working."));
    m_leave = addLeft(tr("Close anyway"));
    m_leave->setSpokenName(tr("Close without confirming"));
    m_leave->setKind(Button::Kind::Normal);
    m_leave->hide();
    m_save = addRight(tr("Save to file…"));
    m_save->setAccessibleName(tr("Save to file"));
    m_save->setIconName(QStringLiteral("save"));
    m_stored = addRight(tr("I have stored it"));
    setMain(m_stored);
    setMainReason(tr("after it was copied, shown or saved"));
    // What destroys comes last.
    setTabOrder(m_stored, m_discard);
    setTabOrder(m_discard, m_leave);

    connect(m_show, &Button::chosen, this, [this] {
        m_field->setShown(!m_field->isShown());
        followShown();
        if (m_field->isShown()) {
            setQuestion({});
            noteSafe();
        }
    });
    connect(m_copy, &Button::chosen, this, [this] {
        setQuestion({}); // here, as the countdown is no copying
        Q_EMIT secretCopyWanted();
    });
    connect(m_copied, &Banner::linkChosen, this, &SecretDialog::clearWanted);
    connect(m_save, &Button::chosen, this, &SecretDialog::saveWanted);
    connect(m_discard, &Button::chosen, this, &SecretDialog::discardWanted);
    connect(m_leave, &Button::chosen, this, &SecretDialog::leaveWanted);
    connect(m_stored, &Button::chosen, this, &SecretDialog::storedConfirmed);
    connect(&m_clipboard, &SecretClipboardState::changed, this, &SecretDialog::followClipboard);
    m_copied->link()->setAccessibleName(tr("Clear now"));
    m_copy->setFocus(Qt::OtherFocusReason);
}

void SecretDialog::followShown()
{
    const bool isShown = m_field->isShown();
    const int length = static_cast<int>(m_field->length());
    m_show->setText(isShown ? tr("Hide") : tr("Show"));
    m_show->setIconName(isShown ? QStringLiteral("eye-off") : QStringLiteral("eye"));
    m_hint->setText(isShown ? tr("%Ln characters.", nullptr, length)
                            : tr("%Ln characters. Copying works without showing it.", nullptr, length));
}

void SecretDialog::addFact(const QString& label, const QString& value)
{
    if (value.isEmpty())
        return;
    const int row = m_facts->rowCount();
    auto* words = new WrappedLabel(value, Role::Text, Theme::body(), this);
    m_facts->addWidget(plainLabel(label, Role::Muted, Theme::body(), this), row, 0, Qt::AlignTop);
    m_facts->addWidget(words, row, 1);
}

void SecretDialog::setFacts(const QString& allowedApis, const QString& previousSecret, const QString& ifYouLeave)
{
    addFact(tr("Allowed APIs"), allowedApis);
    addFact(tr("Previous secret"), previousSecret);
    addFact(tr("If you leave"), ifYouLeave);
}

void SecretDialog::setDiscarding(const QString& consequence)
{
    m_discard->setToolTip(tipText(consequence));
    m_discard->setAccessibleDescription(consequence);
}

const SecretBytes& SecretDialog::secret() const
{
    return m_field->secret();
}

void SecretDialog::noteSafe()
{
    if (m_wasSeen)
        return;
    m_wasSeen = true;
    m_copy->setKind(Button::Kind::Normal);
    setMainReason({});
}

void SecretDialog::followClipboard()
{
    using State = SecretClipboardState::State;
    const State state = m_clipboard.state();
    m_copied->setVisible(state != State::Idle);
    m_hint->setVisible(state == State::Idle);
    m_copied->setLink(m_clipboard.isCounting() ? tr("Clear now") : QString());
    const bool isGood = state == State::Copied || state == State::Cleared;
    m_copied->setKind(isGood ? Banner::Kind::Success : Banner::Kind::Warning);
    if (state == State::Copied)
        m_copied->setText(tr("Copied and checked."),
                          tr("Cleared from the clipboard in %1 s.").arg(m_clipboard.secondsLeft()));
    else
        m_copied->setText({}, m_clipboard.text());
    if (state == State::Copied || state == State::NotReadable) {
        noteSafe();
        if (!std::exchange(m_focusWentOn, true) && m_copy->hasFocus())
            m_stored->setFocus(Qt::OtherFocusReason);
    }
}

void SecretDialog::setSaved(const QString& path)
{
    m_savedLine->setKind(Banner::Kind::Success);
    m_savedLine->setText(tr("Saved to %1.").arg(path), tr("Only you can read the file; it is not deleted by itself."));
    m_savedLine->show();
    setQuestion({});
    noteSafe();
}

void SecretDialog::setSaveFailed(const QString& why)
{
    m_savedLine->setKind(Banner::Kind::Refused);
    m_savedLine->setText(tr("It was not saved."), why);
    m_savedLine->show();
}

void SecretDialog::setLapsed(const QString& why)
{
    setNotice(Banner::Kind::Refused, tr("This secret does not work any more."), why);
    m_stored->setText(tr("Close"));
    m_isLapsed = true;
    setQuestion({});
    m_wasSeen = false;
    noteSafe();
    m_discard->hide();
    m_leave->hide();
}

void SecretDialog::allowLeaving()
{
    m_leave->show();
}

void SecretDialog::showFailure(const Failure& failure)
{
    HouseDialog::showFailure(failure);
    setMainReason(m_wasSeen ? QString() : tr("after it was copied, shown or saved"));
}

void SecretDialog::finish()
{
    m_field->setShown(false);
    m_field->clear();
    done(QDialog::Accepted);
}

void SecretDialog::reject()
{
    if (isBusy())
        return; // it says so, and closes by itself
    if (m_isLapsed)
        Q_EMIT storedConfirmed();
    else
        setQuestion(tr("Not yet."), m_wasSeen ? tr("Say that you have stored it, or discard it.")
                                              : tr("Copy, show or save it first, or discard it."));
}

} // namespace tokenhouse
