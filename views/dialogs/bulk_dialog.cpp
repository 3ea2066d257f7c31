#include "views/dialogs/bulk_dialog.h"

#include <QLabel>
#include <QVBoxLayout>

#include "models/failure_text.h"
#include "views/widgets/label.h"

namespace tokenhouse {

namespace {

constexpr int refusalsShown = 4;

} // namespace

QString namesText(const QStringList& names, int count)
{
    constexpr int named = 3;
    QStringList quoted;
    for (const QString& name : names.mid(0, named))
        quoted.append(BulkDialog::tr("“%1”").arg(name));
    const int rest = count - static_cast<int>(quoted.size());
    if (rest <= 0)
        return quoted.join(QStringLiteral(", "));
    return BulkDialog::tr("%1 and %Ln more", nullptr, rest).arg(quoted.join(QStringLiteral(", ")));
}

BulkDialog::BulkDialog(const QString& name, int width, What what, const QStringList& names, QWidget* parent)
    : HouseDialog(name, width, parent),
      m_what(what),
      m_names(names),
      m_box(new QWidget(this)),
      m_previewText(new WrappedLabel({}, Role::Text, Theme::body(), m_box)),
      m_refusalText(new WrappedLabel({}, Role::Muted, Theme::body(), m_box))
{
    auto* layout = new QVBoxLayout(m_box);
    layout->setContentsMargins(0, 0, 0, 12);
    layout->setSpacing(4);
    layout->addWidget(m_previewText);
    layout->addWidget(m_refusalText);
    m_box->hide();
}

void BulkDialog::placePreview()
{
    body()->addWidget(m_box);
}

void BulkDialog::setLooking(bool isNeeded)
{
    m_isLooking = true;
    m_isNeeded = isNeeded;
    m_isKnown = false;
    judgePreview();
}

void BulkDialog::setPreview(const BulkPreview& preview)
{
    m_preview = preview;
    m_isLooking = false;
    m_isKnown = true;
    judgePreview();
}

void BulkDialog::setPreviewFailed(const Failure& failure)
{
    m_isLooking = false;
    m_isKnown = false;
    judgePreview();
    showFailure(failure);
}

void BulkDialog::setName(const QString& id, const QString& name)
{
    for (auto& refusal : m_preview.refusals) {
        if (refusal.id == id)
            refusal.name = name;
    }
    judgePreview();
}

void BulkDialog::setOrderReason(const QString& reason)
{
    m_orderReason = reason;
    judgePreview();
}

void BulkDialog::judgePreview()
{
    const auto text = previewText();
    const auto refusals = refusalText();
    m_previewText->setText(text);
    m_refusalText->setText(refusals);
    m_refusalText->setVisible(!refusals.isEmpty());
    m_box->setVisible(!text.isEmpty());
    const bool waits = m_isNeeded && !m_isKnown;
    const bool isIdle = m_isKnown && m_preview.changing == 0;
    setMainReason(!m_orderReason.isEmpty() ? m_orderReason
                  : waits                  ? tr("What will happen is being looked up.")
                  : isIdle                 ? tr("There is nothing that would change.")
                                           : QString());
}

/// Of one that will be changed nothing has to be said.
bool BulkDialog::isWorthTelling() const
{
    return m_isKnown && (m_preview.same > 0 || !m_preview.refusals.isEmpty() || m_preview.changing > 1);
}

QString BulkDialog::changingText(int count) const
{
    return tr("%Ln will be changed.", nullptr, count);
}

QString BulkDialog::previewText() const
{
    if (m_isLooking && m_isNeeded)
        return tr("Looking up what will happen…");
    if (!isWorthTelling())
        return {};
    QStringList lines{changingText(m_preview.changing)};
    if (m_preview.same > 0)
        lines << tr("%Ln are so already and stay as they are.", nullptr, m_preview.same);
    if (!m_preview.refusals.isEmpty())
        lines << tr("%Ln will be refused:", nullptr, static_cast<int>(m_preview.refusals.size()));
    return lines.join(u'\n');
}

QString BulkDialog::refusalText() const
{
    QStringList lines;
    if (!isWorthTelling())
        return {};
    const auto& refusals = m_preview.refusals;
    // What to do about it is told with the result.
    for (const auto& refusal : refusals.mid(0, refusalsShown))
        lines << tr("%1: %2").arg(refusal.name, refusal.why.section(QStringLiteral(". "), 0, 0));
    if (refusals.size() > refusalsShown)
        lines << tr("and %Ln more", nullptr, static_cast<int>(refusals.size()) - refusalsShown);
    return lines.join(u'\n');
}

} // namespace tokenhouse
