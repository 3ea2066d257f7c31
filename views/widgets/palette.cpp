#include "views/widgets/palette.h"

#include <QAccessible>
#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "views/icons.h"
#include "views/widgets/focus_ring.h"
#include "views/widgets/label.h"
#include "views/widgets/scrim.h"

namespace tokenhouse {

namespace {

constexpr int paletteWidth = 620;
constexpr int entryHeight = 32;
constexpr int sectionHeight = 26;
constexpr int entriesShown = 11;
constexpr int entryMargin = 14;

/// An entry: drawing, title, what it belongs to; at the end its shortcut, or why it cannot be done.
class EntryDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override
    {
        const bool isFirst = !index.data(PaletteModel::SectionRole).toString().isEmpty();
        return {200, entryHeight + (isFirst ? sectionHeight : 0)};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Theme& theme = Theme::of(option.widget);
        QRect row = option.rect;
        const auto turned = [&](const QRect& rect) { return QStyle::visualRect(option.direction, option.rect, rect); };
        const auto start =
            static_cast<int>(QStyle::visualAlignment(option.direction, Qt::AlignLeft | Qt::AlignVCenter));
        const auto end = static_cast<int>(QStyle::visualAlignment(option.direction, Qt::AlignRight | Qt::AlignVCenter));
        if (const auto section = index.data(PaletteModel::SectionRole).toString(); !section.isEmpty()) {
            painter->setFont(Theme::sectionHead());
            painter->setPen(theme.colour(Role::Muted));
            const QRect head(row.left() + entryMargin, row.top() + 4, row.width() - 2 * entryMargin, sectionHeight - 4);
            painter->drawText(turned(head), start, section);
            row.setTop(row.top() + sectionHeight);
        }
        const bool isCurrent = option.state.testFlag(QStyle::State_Selected);
        if (isCurrent)
            painter->fillRect(row.adjusted(6, 0, -6, 0), theme.colour(Role::Selection));
        const auto reason = index.data(PaletteModel::ReasonRole).toString();
        const auto ink = theme.colour(reason.isEmpty() ? Role::Text : Role::Muted);
        const QRect mark(row.left() + entryMargin, row.center().y() - 7, measure::icon, measure::icon);
        icons::paint(painter, turned(mark), index.data(PaletteModel::IconRole).toString(), ink);

        QRect room = row.adjusted(entryMargin + measure::icon + 10, 0, -entryMargin, 0);
        const auto last = reason.isEmpty() ? index.data(PaletteModel::ShortcutRole).toString() : reason;
        painter->setFont(Theme::small());
        const QFontMetrics small(Theme::small());
        const auto shownLast = small.elidedText(last, Qt::ElideRight, room.width() * 11 / 20);
        painter->setPen(theme.colour(Role::Muted));
        painter->drawText(turned(room), end, shownLast);
        room.setRight(room.right() - small.horizontalAdvance(shownLast) - (last.isEmpty() ? 0 : 16));

        painter->setFont(Theme::body());
        const QFontMetrics body(Theme::body());
        const auto title = body.elidedText(index.data().toString(), Qt::ElideRight, room.width());
        painter->setPen(ink);
        painter->drawText(turned(room), start, title);
        room.setLeft(room.left() + body.horizontalAdvance(title) + 10);
        painter->setPen(theme.colour(Role::Muted));
        if (room.width() > 24) {
            const auto detail = index.data(PaletteModel::DetailRole).toString();
            painter->drawText(turned(room), start, body.elidedText(detail, Qt::ElideRight, room.width()));
        }
    }
};

} // namespace

Palette::Palette(PaletteModel& model, QWidget* window)
    : QFrame(window),
      m_model(model),
      m_edit(new QLineEdit(this)),
      m_list(new QListView(this)),
      m_note(new WrappedLabel({}, Role::Muted, Theme::body(), this))
{
    setAccessibleName(tr("Command palette"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 6, 1, 8);
    layout->setSpacing(4);
    m_edit->setFrame(false);
    m_edit->setFixedHeight(36);
    m_edit->setTextMargins(12, 0, 12, 0);
    m_edit->setPlaceholderText(tr("What do you want to do? An action, a token, a route…"));
    m_edit->setAccessibleName(tr("Command palette"));
    m_edit->installEventFilter(this);
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new EntryDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("What can be done"));
    m_note->setContentsMargins(entryMargin, 8, entryMargin, 6);
    layout->addWidget(m_edit);
    layout->addWidget(m_list);
    layout->addWidget(m_note);
    setRingHost(this);
    hide();
    connect(m_edit, &QLineEdit::textChanged, &m_model, &PaletteModel::setQuery);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &Palette::follow);
    connect(m_list, &QListView::clicked, this, &Palette::take);
    connect(m_list, &QListView::entered, m_list, &QListView::setCurrentIndex);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) {
        if (isVisible() && now && now != m_edit && now->window() == this->window())
            close();
    });
}

void Palette::open()
{
    m_before = window()->focusWidget();
    m_edit->clear();
    m_model.setQuery({});
    m_scrim = new Scrim(window());
    window()->installEventFilter(this);
    show();
    raise();
    follow();
    m_edit->setFocus(Qt::PopupFocusReason);
}

void Palette::close()
{
    if (isHidden())
        return;
    const bool hadKeyboard = m_edit->hasFocus();
    hide();
    delete m_scrim;
    window()->removeEventFilter(this);
    m_edit->clear();
    if (hadKeyboard && m_before)
        m_before->setFocus(Qt::PopupFocusReason);
}

void Palette::take(const QModelIndex& index)
{
    if (m_model.isSecretLike()) {
        close();
        Q_EMIT identifyWanted();
        return;
    }
    if (!index.isValid() || !index.data(PaletteModel::ReasonRole).toString().isEmpty())
        return; // its reason stands beside it
    const auto entry = m_model.entry(index.row());
    close();
    Q_EMIT chosen(entry);
}

void Palette::move(int rows)
{
    const int count = m_model.rowCount();
    if (count == 0)
        return;
    const int next = qBound(0, m_list->currentIndex().row() + rows, count - 1);
    m_list->setCurrentIndex(m_model.index(next));
    // The keyboard stays in the line; who listens hears what Return would do.
    QAccessibleEvent heard(m_list, QAccessible::Focus);
    heard.setChild(next);
    QAccessible::updateAccessibility(&heard);
}

void Palette::follow()
{
    if (isHidden())
        return;
    if (m_model.isSecretLike())
        m_note->setText(tr("This looks like a secret, so it was not sent to the server. Press Return to find out whose "
                           "it is."));
    else
        m_note->setText(tr("Nothing has these words in it."));
    m_note->setVisible(m_model.rowCount() == 0);
    m_list->setVisible(m_model.rowCount() > 0);
    if (m_model.rowCount() > 0)
        m_list->setCurrentIndex(m_model.index(0));
    m_list->scrollToTop();
    place();
}

void Palette::place()
{
    int tall = 0;
    for (int row = 0; row < m_model.rowCount() && tall < entriesShown * entryHeight; ++row)
        tall += m_list->sizeHintForRow(row);
    const int top = qMin(72, window()->height() / 8);
    const int room = window()->height() - top - 90;
    m_list->setFixedHeight(qMin(qMin(tall, entriesShown * entryHeight), room));
    const int wide = qMin(paletteWidth, window()->width() - 40);
    setFixedWidth(wide);
    layout()->activate();
    setGeometry((window()->width() - wide) / 2, top, wide,
                layout()->hasHeightForWidth() ? layout()->heightForWidth(wide) : sizeHint().height());
}

void Palette::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.colour(Role::Outline), theme.hairline()));
    painter.setBrush(theme.colour(Role::Surface));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), measure::dialogRadius,
                            measure::dialogRadius);
    painter.fillRect(QRect(1, m_edit->geometry().bottom() + 2, width() - 2, 1), theme.colour(Role::Line));
}

bool Palette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == window()) {
        if (event->type() == QEvent::Resize)
            place();
        else if (event->type() == QEvent::MouseButtonPress)
            close();
        return false;
    }
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    if (event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Down: move(1); return true;
    case Qt::Key_Up: move(-1); return true;
    case Qt::Key_PageDown: move(entriesShown - 2); return true;
    case Qt::Key_PageUp: move(2 - entriesShown); return true;
    case Qt::Key_Tab:
    case Qt::Key_Backtab: return true; // there is nowhere else in here
    case Qt::Key_Return:
    case Qt::Key_Enter: take(m_list->currentIndex()); return true;
    case Qt::Key_Escape: close(); return true;
    default: return QFrame::eventFilter(watched, event);
    }
}

} // namespace tokenhouse
