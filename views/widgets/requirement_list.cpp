#include "views/widgets/requirement_list.h"

#include <QPainter>
#include <QStyle>

#include "views/icons.h"
#include "views/theme.h"

namespace tokenhouse {

namespace {
constexpr int lineHeight = 21;
}

RequirementList::RequirementList(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFont(Theme::small());
    setFocusPolicy(Qt::NoFocus);
}

void RequirementList::setLines(const std::vector<SecretCheckState::Line>& lines)
{
    const bool hasGrown = lines.size() != m_lines.size();
    m_lines = lines;
    if (hasGrown)
        updateGeometry();
    setAccessibleName(tr("Requirements"));
    setAccessibleDescription(texts().join(QStringLiteral(". ")));
    update();
}

QStringList RequirementList::texts() const
{
    QStringList result;
    for (const auto& line : m_lines) {
        const QString judged = line.met == SecretCheckState::Met::Yes  ? tr("met")
                               : line.met == SecretCheckState::Met::No ? tr("not met")
                                                                       : tr("open");
        result.append(tr("%1: %2").arg(judged, line.text));
    }
    return result;
}

QSize RequirementList::sizeHint() const
{
    return {300, static_cast<int>(m_lines.size()) * lineHeight};
}

void RequirementList::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    int y = 0;
    for (const auto& line : m_lines) {
        using Met = SecretCheckState::Met;
        const Role role = line.met == Met::Yes ? Role::Active : line.met == Met::No ? Role::Refused : Role::Muted;
        const QString name = line.met == Met::Yes  ? QStringLiteral("check")
                             : line.met == Met::No ? QStringLiteral("cross")
                                                   : QStringLiteral("circle");
        const QRect row(0, y, width(), lineHeight);
        const QRect mark = QStyle::visualRect(layoutDirection(), row, QRect(0, y + 4, 13, 13));
        icons::paint(&painter, mark, name, theme.colour(role));
        painter.setPen(theme.colour(role));
        const QRect text = QStyle::visualRect(layoutDirection(), row, row.adjusted(19, 0, 0, 0));
        painter.drawText(text,
                         static_cast<int>(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft | Qt::AlignVCenter)),
                         fontMetrics().elidedText(line.text, Qt::ElideRight, text.width()));
        y += lineHeight;
    }
}

} // namespace tokenhouse
