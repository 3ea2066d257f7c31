#include "views/widgets/selectable_text.h"

#include <QContextMenuEvent>
#include <QEvent>
#include <QMenu>
#include <QTextDocument>
#include <QWheelEvent>

#include "views/widgets/wrapped_text.h"

namespace tokenhouse {

SelectableText::SelectableText(const QFont& font, QWidget* parent) : QTextEdit(parent)
{
    setFont(font);
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::ClickFocus);
    setTextInteractionFlags(Qt::TextSelectableByMouse);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    document()->setDocumentMargin(0);
    viewport()->setAutoFillBackground(false);
    setAutoFillBackground(false);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setTextRole(this, Role::Text);
    align();
}

void SelectableText::setText(const QString& text)
{
    if (text == m_text)
        return;
    m_text = text;
    setPlainText(text);
    align();
    setAccessibleName(QString(text).replace(QChar::Nbsp, QLatin1Char(' ')));
    updateGeometry();
}

QSize SelectableText::sizeHint() const
{
    constexpr int widest = 240; // wider only where the layout has more room
    const int width = qMin(fontMetrics().horizontalAdvance(m_text) + 1, widest);
    return {width, heightForWidth(width)};
}

QSize SelectableText::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 6, fontMetrics().height()};
}

int SelectableText::heightForWidth(int width) const
{
    return wrappedHeight(font(), m_text, width);
}

void SelectableText::changeEvent(QEvent* event)
{
    QTextEdit::changeEvent(event);
    if (event->type() == QEvent::LayoutDirectionChange)
        align();
}

void SelectableText::contextMenuEvent(QContextMenuEvent* event)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto* copySelected = menu->addAction(tr("Copy"), this, &QTextEdit::copy);
    copySelected->setEnabled(textCursor().hasSelection());
    menu->addAction(tr("Select all"), this, &QTextEdit::selectAll);
    menu->popup(event->globalPos());
}

void SelectableText::wheelEvent(QWheelEvent* event)
{
    event->ignore(); // what it lies in scrolls
}

void SelectableText::align()
{
    // Each text has its own direction; its edge is the window's, like that of all beside it.
    QTextOption option = document()->defaultTextOption();
    option.setTextDirection(Qt::LayoutDirectionAuto);
    option.setAlignment((layoutDirection() == Qt::RightToLeft ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignAbsolute);
    document()->setDefaultTextOption(option);
}

} // namespace tokenhouse
