#include "views/dialogs/set_dialogs.h"

#include "views/widgets/expiry_field.h"
#include "views/widgets/rate_limit_field.h"

namespace tokenhouse {

SetExpiryDialog::SetExpiryDialog(const TimeText& times, const QStringList& names, int count, QWidget* parent)
    : BulkDialog(tr("Set expiry"), 560, What::Tokens, names, parent), m_expiry(new ExpiryField(times, this))
{
    setCount(count);
    addField(tr("Expires"), m_expiry);
    placePreview();
    Button* cancel = addRight(tr("Cancel"));
    connect(cancel, &Button::chosen, this, &QDialog::reject);
    setMain(addRight(tr("Set expiry")));
    connect(mainButton(), &Button::chosen, this, &BulkDialog::submitted);
    connect(m_expiry, &ExpiryField::changed, this, [this] {
        setOrderReason(m_expiry->isGood() ? QString() : tr("The date has to lie in the future."));
        if (m_expiry->isGood())
            Q_EMIT previewWanted();
    });
}

std::optional<Time> SetExpiryDialog::expiry() const
{
    return m_expiry->expiry();
}

void SetExpiryDialog::setCount(int count)
{
    setHeading(tr("Set the expiry of %Ln tokens", nullptr, count));
    setSentence(tr("After it their calls are refused as if they were disabled."));
}

SetLimitDialog::SetLimitDialog(const QStringList& names, int count, QWidget* parent)
    : BulkDialog(tr("Set rate limit"), 560, What::Tokens, names, parent), m_limit(new RateLimitField(this))
{
    setCount(count);
    m_limit->setLimit(*RateLimit::make(60, 60));
    addField(tr("Rate limit"), m_limit);
    placePreview();
    Button* cancel = addRight(tr("Cancel"));
    connect(cancel, &Button::chosen, this, &QDialog::reject);
    setMain(addRight(tr("Set rate limit")));
    connect(mainButton(), &Button::chosen, this, &BulkDialog::submitted);
    connect(m_limit, &RateLimitField::changed, this, [this] {
        setOrderReason(m_limit->isGood() ? QString() : tr("The rate limit is not possible."));
        if (m_limit->isGood())
            Q_EMIT previewWanted();
    });
}

std::optional<RateLimit> SetLimitDialog::limit() const
{
    return m_limit->limit();
}

void SetLimitDialog::setCount(int count)
{
    setHeading(tr("Set the rate limit of %Ln tokens", nullptr, count));
    setSentence(tr("Each of them has it for itself."));
}

} // namespace tokenhouse
