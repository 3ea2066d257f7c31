#include "views/dialogs/token_dialog.h"

#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include "core/text.h"
#include "models/allowed_picker.h"
#include "models/failure_text.h"
#include "models/text.h"
#include "views/dialogs/secret_choice.h"
#include "views/house_style.h"
#include "views/widgets/expiry_field.h"
#include "views/widgets/label.h"
#include "views/widgets/multi_picker.h"
#include "views/widgets/rate_limit_field.h"
#include "views/widgets/secret_edit.h"

namespace tokenhouse {

namespace {

std::vector<std::string> listOf(const QString& text)
{
    std::vector<std::string> result;
    const QStringList parts = text.split(QLatin1Char(','), Qt::SkipEmptyParts);
    for (const QString& part : parts) {
        if (const QString one = part.trimmed(); !one.isEmpty())
            result.push_back(utf8(one));
    }
    return result;
}

QString listText(const std::vector<std::string>& list)
{
    QStringList result;
    for (const std::string& one : list)
        result.append(exactText(one));
    return result.join(QStringLiteral(", "));
}

} // namespace

TokenDialog::TokenDialog(const TimeText& times, AllowedPicker* apis, QWidget* parent)
    : HouseDialog(tr("New token"), 640, parent), m_picker(apis)
{
    m_name = new QLineEdit(this);
    m_name->setAccessibleName(tr("Name"));
    m_name->setMaxLength(static_cast<int>(nameMaximum) * 2);
    m_nameHint = new WrappedLabel({}, Role::Muted, Theme::small(), this);
    addField(tr("Name"), m_name, m_nameHint);

    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(14);
    grid->setVerticalSpacing(6);
    m_expires = new ExpiryField(times, this);
    m_limit = new RateLimitField(this);
    grid->addWidget(fieldLabel(tr("Expires"), m_expires, this), 0, 0);
    grid->addWidget(fieldLabel(tr("Rate limit"), m_limit, this), 0, 1);
    grid->addWidget(m_expires, 1, 0, Qt::AlignTop);
    grid->addWidget(m_limit, 1, 1, Qt::AlignTop);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    m_limit->setAccessibleName(tr("Rate limit"));
    body()->addLayout(grid);
    body()->addSpacing(16);

    if (apis) {
        const auto search = [](int count) { return tr("Search %Ln APIs…", nullptr, count); };
        m_apis = new MultiPicker(*apis, tr("Allowed APIs"), search, this);
        connect(m_apis, &MultiPicker::changed, this, &TokenDialog::judge);
        addField(tr("Allowed APIs"), m_apis);
    }
    m_secret = new SecretChoice(this);
    m_secretPart = addField(tr("Secret"), m_secret);

    m_moreLink = new Button(tr("Owner, description, labels, addresses…"), Button::Kind::Link, this);
    body()->addWidget(m_moreLink);
    m_more = new QWidget(this);
    auto* more = new QVBoxLayout(m_more);
    more->setContentsMargins(0, 10, 0, 0);
    more->setSpacing(6);
    const auto line = [this, more](const QString& label, const QString& placeholder) {
        auto* edit = new QLineEdit(m_more);
        edit->setAccessibleName(label);
        edit->setPlaceholderText(placeholder);
        more->addWidget(fieldLabel(label, edit, m_more));
        more->addWidget(edit);
        more->addSpacing(8);
        connect(edit, &QLineEdit::textChanged, this, &TokenDialog::judge);
        return edit;
    };
    m_owner = line(tr("Owner"), tr("Who answers for it"));
    m_description = new QPlainTextEdit(m_more);
    m_description->setAccessibleName(tr("Description"));
    m_description->setTabChangesFocus(true);
    m_description->setFixedHeight(60);
    more->addWidget(fieldLabel(tr("Description"), m_description, m_more));
    more->addWidget(m_description);
    more->addSpacing(8);
    connect(m_description, &QPlainTextEdit::textChanged, this, &TokenDialog::judge);
    m_labels = line(tr("Labels"), tr("Words, with commas between"));
    m_addresses = line(tr("Allowed addresses"), tr("Anywhere; or networks such as 10.4.0.0/16, with commas between"));
    body()->addWidget(m_more);
    connect(m_moreLink, &Button::chosen, this, [this] { toggleMore(true); });
    toggleMore(false);

    setFooterNote(tr("Nothing is kept until you create."));
    Button* cancel = addRight(tr("Cancel"));
    connect(cancel, &Button::chosen, this, &QDialog::reject);
    setMain(addRight(tr("Create")));
    connect(mainButton(), &Button::chosen, this, &TokenDialog::submitted);
    connect(m_name, &QLineEdit::textEdited, this, [this](const QString& name) {
        m_nameRemark.clear();
        Q_EMIT nameEdited(name);
    });
    connect(m_name, &QLineEdit::textChanged, this, &TokenDialog::judge);
    connect(m_expires, &ExpiryField::changed, this, &TokenDialog::judge);
    connect(m_limit, &RateLimitField::changed, this, &TokenDialog::judge);
    connect(m_secret, &SecretChoice::changed, this, &TokenDialog::judge);
    m_name->setFocus();
    judge();
    noteUntouched();
}

void TokenDialog::setToken(const Token& token)
{
    m_isEditing = true;
    setWindowTitle(tr("Edit token"));
    setAccessibleName(tr("Edit token"));
    setHeading(tr("Edit “%1”").arg(safeText(token.name)));
    setFooterNote(tr("Its secret stays as it is."));
    mainButton()->setText(tr("Save"));
    m_secretPart->hide();
    m_wasDisabled = token.isDisabled;
    m_name->setText(exactText(token.name));
    m_expires->setExpiry(token.expiresAt);
    m_limit->setLimit(token.rateLimit);
    m_owner->setText(exactText(token.owner));
    m_description->setPlainText(exactText(token.description));
    m_labels->setText(listText(token.labels));
    m_addresses->setText(listText(token.allowedAddresses));
    toggleMore(!token.owner.empty() || !token.description.empty() || !token.labels.empty()
               || !token.allowedAddresses.empty());
    m_name->setFocus(Qt::OtherFocusReason);
    judge();
    noteUntouched();
}

QStringList TokenDialog::typed() const
{
    const TokenDraft now = draft();
    const SecretBytes secret = m_secret->secret();
    QStringList result{
        m_name->text(),   m_owner->text(),     m_description->toPlainText(),
        m_labels->text(), m_addresses->text(), secret.empty() ? QString() : QString::number(secret.size())};
    // To the minute, as it is typed: "in 30 days" moves on while one waits.
    result.append(now.expiresAt ? QString::number(toMillis(*now.expiresAt) / 60000) : QString());
    result.append(now.rateLimit
                      ? QStringLiteral("%1/%2").arg(now.rateLimit->limit()).arg(now.rateLimit->window().count())
                      : QString());
    for (const Uuid& id : definitions())
        result.append(exactText(id.text()));
    return result;
}

TokenDraft TokenDialog::draft() const
{
    TokenDraft result;
    result.name = utf8(m_name->text());
    result.owner = utf8(m_owner->text());
    result.description = utf8(m_description->toPlainText());
    result.labels = listOf(m_labels->text());
    result.allowedAddresses = listOf(m_addresses->text());
    result.expiresAt = m_expires->expiry();
    result.rateLimit = m_limit->limit();
    result.isDisabled = m_wasDisabled;
    return result;
}

bool TokenDialog::generatesSecret() const
{
    return m_secret->generates();
}
SecretBytes TokenDialog::secret() const
{
    return m_secret->secret();
}
std::vector<Uuid> TokenDialog::definitions() const
{
    return m_picker ? m_picker->picked() : std::vector<Uuid>();
}

void TokenDialog::setNameHint(const QString& hint)
{
    m_nameRemark = hint;
    judge();
}

void TokenDialog::toggleMore(bool shown)
{
    m_more->setVisible(shown);
    m_moreLink->setVisible(!shown);
    if (shown)
        m_owner->setFocus(Qt::OtherFocusReason);
}

void TokenDialog::judge()
{
    const TokenDraft now = draft();
    QString reason;
    QString nameFault;
    if (isBlank(now.name)) {
        reason = tr("the name is still missing");
    } else if (codePoints(now.name) > nameMaximum) {
        nameFault = tr("A name has at most %1 characters; this one has %2.").arg(nameMaximum).arg(codePoints(now.name));
        reason = tr("the name is too long");
    } else if (looksLikeSecret(now.name)) {
        // experience.md, The one-time secret 5: text shaped like a secret is never sent as a name.
        nameFault = tr("This looks like a secret. A name is shown to everybody.");
        reason = tr("the name looks like a secret");
    } else if (!m_expires->isGood()) {
        reason = tr("it would have expired already");
    } else if (!m_limit->isGood()) {
        reason = tr("the rate limit is at most 100 in up to a day");
    } else if (!m_isEditing && !m_secret->reason().isEmpty()) {
        reason = m_secret->reason();
    } else if (const auto traces = checkToken(now, {}, false, {}); !traces.empty()) {
        reason = traceText(traces.front());
    }
    setWrong(m_name, !nameFault.isEmpty());
    setTextRole(m_nameHint, nameFault.isEmpty() ? Role::Muted : Role::Refused);
    // A line of text shows neither what turns its direction nor what ends it; everywhere else they are written out.
    const QString hidden = safeText(now.name) == exactText(now.name)
                               ? QString()
                               : tr("It has characters that cannot be seen here: %1").arg(safeText(now.name));
    m_nameHint->setText(!nameFault.isEmpty() ? nameFault : hidden.isEmpty() ? m_nameRemark : hidden);
    m_nameHint->setVisible(!m_nameHint->text().isEmpty());
    setMainReason(reason);
}

void TokenDialog::showFailure(const Failure& failure)
{
    HouseDialog::showFailure(failure);
    for (const Trace& trace : failure.traces) {
        if (trace.reason == Reason::InvalidSecret)
            m_secret->setRefused(failure);
        if (trace.reason == Reason::InvalidName)
            setWrong(m_name, true);
    }
}

void TokenDialog::reject()
{
    if (m_isEditing || !isBusy())
        HouseDialog::reject();
}

} // namespace tokenhouse
