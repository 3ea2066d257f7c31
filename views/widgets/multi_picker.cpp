#include "views/widgets/multi_picker.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <QAccessible>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QLocale>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "models/failure_text.h"
#include "models/text.h"
#include "views/widgets/button.h"
#include "views/widgets/chip.h"
#include "views/widgets/flow_layout.h"
#include "views/widgets/label.h"

namespace tokenhouse {

namespace {

class ChoiceDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {200, 28}; }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Theme& theme = Theme::of(option.widget);
        if (option.state.testFlag(QStyle::State_Selected))
            painter->fillRect(option.rect, theme.colour(Role::Selection));
        else if (option.state.testFlag(QStyle::State_MouseOver))
            painter->fillRect(option.rect, theme.colour(Role::Window));
        QStyleOption mark;
        mark.rect = QStyle::visualRect(option.direction, option.rect,
                                       QRect(option.rect.left() + 10, option.rect.center().y() - 7, 16, 16));
        mark.state = QStyle::State_Enabled;
        if (index.data(Qt::CheckStateRole).toInt() == Qt::Checked)
            mark.state |= QStyle::State_On;
        option.widget->style()->drawPrimitive(QStyle::PE_IndicatorCheckBox, &mark, painter, option.widget);
        const bool isOff = index.data(AllowedPicker::OffRole).toBool();
        const QString detail = index.data(AllowedPicker::DetailRole).toString();
        const QRect room = QStyle::visualRect(option.direction, option.rect, option.rect.adjusted(36, 0, -12, 0));
        const int detailWidth = detail.isEmpty() ? 0 : option.fontMetrics.horizontalAdvance(detail) + 12;
        const auto left = static_cast<int>(QStyle::visualAlignment(option.direction, Qt::AlignLeft | Qt::AlignVCenter));
        const auto right =
            static_cast<int>(QStyle::visualAlignment(option.direction, Qt::AlignRight | Qt::AlignVCenter));
        painter->setPen(theme.colour(isOff ? Role::Muted : Role::Text));
        painter->drawText(
            room, left,
            option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, room.width() - detailWidth));
        painter->setPen(theme.colour(Role::Muted));
        painter->drawText(room, right, detail);
    }
};

class PopupFrame : public QFrame {
public:
    using QFrame::QFrame;

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& theme = Theme::of(this);
        QPainter painter(this);
        painter.setPen(theme.colour(Role::Outline));
        painter.setBrush(theme.colour(Role::Surface));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
};

} // namespace

MultiPicker::MultiPicker(AllowedPicker& model, const QString& spokenName, Placeholder placeholder, QWidget* parent)
    : FieldFrame(parent),
      m_model(model),
      m_placeholder(std::move(placeholder)),
      m_box(new QWidget(this)),
      m_flow(new FlowLayout(m_box)),
      m_search(new QLineEdit(m_box)),
      m_link(new Button({}, Button::Kind::Link, this))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(9, 5, 9, 5);
    layout->addWidget(m_box, 1);
    layout->addWidget(m_link, 0, Qt::AlignTop);
    m_link->hide();
    m_search->setFrame(false);
    m_search->setAccessibleName(spokenName);
    m_search->setFixedHeight(22);
    m_search->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_search->installEventFilter(this);
    m_flow->addWidget(m_search);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    m_box->setSizePolicy(policy);
    setSizePolicy(policy);
    setFocusProxy(m_search);
    connect(m_link, &Button::chosen, this, &MultiPicker::linkChosen);
    connect(m_search, &QLineEdit::textEdited, this, [this](const QString& text) {
        m_model.setSearch(text);
        openList();
    });
    connect(&m_model, &AllowedPicker::stateChanged, this, &MultiPicker::followModel);
    connect(&m_model, &AllowedPicker::pickedChanged, this, [this] {
        followPicked();
        Q_EMIT changed();
    });
    followModel();
    followPicked();
}

MultiPicker::~MultiPicker()
{
    delete m_popup;
}

void MultiPicker::setKnownText(const Uuid& id, const QString& text)
{
    m_texts.insert(exactText(id.text()), text);
    followPicked();
}

void MultiPicker::setLink(const QString& label)
{
    m_link->setText(label);
    m_link->setVisible(!label.isEmpty());
}

bool MultiPicker::isOpen() const
{
    return m_popup && m_popup->isVisible();
}

void MultiPicker::openList()
{
    if (!m_popup) {
        m_popup = new PopupFrame(window()); // lies over the dialog, closes with it
        m_popup->hide();
        auto* layout = new QVBoxLayout(m_popup);
        layout->setContentsMargins(1, 1, 1, 1);
        layout->setSpacing(0);
        m_list = new QListView(m_popup);
        m_list->setModel(&m_model);
        m_list->setFrameShape(QFrame::NoFrame);
        m_list->setItemDelegate(new ChoiceDelegate(m_list));
        m_list->setUniformItemSizes(true);
        m_list->setMouseTracking(true);
        m_list->setFocusPolicy(Qt::NoFocus);
        m_list->setAccessibleName(tr("%1, finds").arg(m_search->accessibleName()));
        m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        m_note = new WrappedLabel({}, Role::Muted, Theme::small(), m_popup);
        m_note->setContentsMargins(12, 6, 12, 6);
        layout->addWidget(m_list, 1);
        layout->addWidget(m_note);
        connect(m_list, &QListView::clicked, this, &MultiPicker::toggle);
        connect(&m_model, &QAbstractItemModel::modelReset, this, [this] {
            if (isOpen())
                placeList();
        });
    }
    followModel();
    placeList();
    m_popup->show();
    m_popup->raise();
}

void MultiPicker::closeList()
{
    if (m_popup)
        m_popup->hide();
}

void MultiPicker::placeList()
{
    const int rows = qBound(0, m_model.rowCount(), 7);
    m_list->setVisible(rows > 0);
    const int wanted = rows * 28 + 4 + (m_note->isHidden() ? 0 : m_note->sizeHint().height());
    const QPoint below = mapTo(window(), QPoint(0, height() + 2));
    const int roomBelow = window()->height() - below.y() - 8;
    const int roomAbove = below.y() - height() - 12;
    const bool goesUp = roomBelow < qMin(wanted, 120) && roomAbove > roomBelow;
    const int tall = qMin(wanted, goesUp ? roomAbove : roomBelow);
    m_popup->setGeometry(below.x(), goesUp ? below.y() - height() - 4 - tall : below.y(), width(), qMax(tall, 40));
}

void MultiPicker::followModel()
{
    constexpr std::int64_t most = std::numeric_limits<int>::max();
    m_search->setPlaceholderText(m_placeholder(static_cast<int>(std::min(m_model.total(), most))));
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const QModelIndex index = m_model.index(row);
        m_texts.insert(index.data(AllowedPicker::IdRole).toString(), index.data().toString());
    }
    if (!m_popup)
        return;
    QString note;
    switch (m_model.state()) {
    case AllowedPicker::State::Loading: note = m_model.rowCount() == 0 ? tr("Looking…") : QString(); break;
    case AllowedPicker::State::Empty: note = tr("There is nothing to pick from yet."); break;
    case AllowedPicker::State::EmptyByFilter: note = tr("Nothing has these words in it."); break;
    case AllowedPicker::State::Failed:
        note = m_model.failure() ? failureText(*m_model.failure()).what : tr("The list could not be read.");
        break;
    case AllowedPicker::State::Ready:
        if (m_model.hasMore())
            note = tr("The first %1 of %2; type to find others.")
                       .arg(QLocale().toString(m_model.rowCount()), QLocale().toString(m_model.total()));
        break;
    }
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    if (isOpen())
        placeList();
}

void MultiPicker::followPicked()
{
    for (Chip* chip : m_chips) {
        m_flow->removeWidget(chip);
        chip->hide();
        chip->deleteLater();
    }
    m_chips.clear();
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const QModelIndex index = m_model.index(row);
        m_texts.insert(index.data(AllowedPicker::IdRole).toString(), index.data().toString());
    }
    constexpr std::size_t chipsShown = 12;
    const std::vector<Uuid> picked = m_model.picked();
    int place = 0;
    for (const Uuid& id : picked) {
        if (picked.size() > chipsShown + 1 && static_cast<std::size_t>(place) == chipsShown)
            break;
        const QString key = exactText(id.text());
        auto* chip = new Chip(m_texts.value(key, key.left(8) + QChar(0x2026)), m_box);
        connect(chip, &Chip::removeWanted, this, [this, id] {
            std::vector<Uuid> rest = m_model.picked();
            std::erase(rest, id);
            m_search->setFocus(Qt::OtherFocusReason);
            m_model.setPicked(rest);
        });
        m_flow->insertWidget(place++, chip);
        chip->show();
        m_chips.append(chip);
    }
    if (picked.size() > static_cast<std::size_t>(place)) {
        auto* more = new Chip(tr("and %Ln more", nullptr, static_cast<int>(picked.size()) - place), m_box);
        more->setAccessibleName(more->label());
        connect(more, &Chip::removeWanted, this, [this] {
            m_model.setOnlyPicked(true);
            openList();
        });
        m_flow->insertWidget(place, more);
        more->show();
        m_chips.append(more);
    }
    m_box->updateGeometry();
    updateGeometry();
    if (isOpen())
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (isOpen())
                    placeList();
            },
            Qt::QueuedConnection);
}

void MultiPicker::toggle(const QModelIndex& index)
{
    const bool isOn = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
    m_model.setData(index, isOn ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
    if (!m_search->text().isEmpty()) {
        m_search->clear();
        m_model.setSearch({});
    }
}

bool MultiPicker::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_search)
        return FieldFrame::eventFilter(watched, event);
    if (event->type() == QEvent::FocusOut
        && static_cast<QFocusEvent*>(event)->reason() != Qt::ActiveWindowFocusReason) {
        closeList();
    } else if (event->type() == QEvent::MouseButtonPress) {
        openList();
    } else if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape
               && isOpen()) {
        event->accept();
        return true;
    } else if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        switch (key->key()) {
        case Qt::Key_Down:
        case Qt::Key_Up: {
            if (!isOpen()) {
                openList();
                return true;
            }
            const int count = m_model.rowCount();
            if (count == 0)
                return true;
            const int here = m_list->currentIndex().isValid() ? m_list->currentIndex().row() : -1;
            const int next = qBound(0, here + (key->key() == Qt::Key_Down ? 1 : -1), count - 1);
            m_list->setCurrentIndex(m_model.index(next));
            return true;
        }
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (isOpen() && m_list->currentIndex().isValid()) {
                toggle(m_list->currentIndex());
                return true;
            }
            if (isOpen() && m_model.rowCount() == 1) {
                toggle(m_model.index(0));
                return true;
            }
            return isOpen();
        case Qt::Key_Escape:
            if (isOpen()) {
                closeList();
                return true;
            }
            break;
        case Qt::Key_Backspace:
            if (m_search->text().isEmpty() && !m_chips.isEmpty()) {
                Q_EMIT m_chips.last()->removeWanted();
                return true;
            }
            break;
        default: break;
        }
    }
    return FieldFrame::eventFilter(watched, event);
}

void MultiPicker::moveEvent(QMoveEvent* event)
{
    FieldFrame::moveEvent(event);
    if (isOpen())
        placeList();
}

void MultiPicker::hideEvent(QHideEvent* event)
{
    closeList();
    FieldFrame::hideEvent(event);
}

} // namespace tokenhouse
