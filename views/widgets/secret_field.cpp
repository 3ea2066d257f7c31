#include "views/widgets/secret_field.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QStyle>
#include <QStyleHints>
#include <QTimerEvent>

#include "core/text.h"
#include "views/theme.h"

namespace tokenhouse {

namespace {

bool isContinuation(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// One code point at a byte position of valid UTF-8.
char32_t codePointAt(std::string_view text, std::size_t position)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[position + i]); };
    const unsigned first = byte(0);
    if (first < 0x80)
        return first;
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (position + length > text.size())
        return 0xFFFD;
    char32_t result = first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i)
        result = (result << 6) | (byte(i) & 0x3FU);
    return result;
}

} // namespace

SecretField::SecretField(Mode mode, QWidget* parent) : QWidget(parent), m_mode(mode)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAcceptDrops(false);
    if (mode == Mode::Editable) {
        setAttribute(Qt::WA_InputMethodEnabled);
        setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText
                            | Qt::ImhNoAutoUppercase);
        setCursor(Qt::IBeamCursor);
    }
}

SecretField::~SecretField() = default;

void SecretField::setSecret(SecretBytes secret)
{
    m_secret = std::move(secret);
    m_caret = m_secret.size();
    m_scroll = 0;
    updateGeometry();
    noteEdit();
}

SecretBytes SecretField::take()
{
    SecretBytes result = std::move(m_secret);
    m_secret = SecretBytes();
    m_caret = 0;
    m_scroll = 0;
    updateGeometry();
    update();
    return result;
}

std::size_t SecretField::length() const
{
    std::size_t count = 0;
    for (const char byte : m_secret.view())
        count += isContinuation(byte) ? 0U : 1U;
    return count;
}

void SecretField::setShown(bool shown)
{
    if (shown == m_shown)
        return;
    m_shown = shown;
    update();
    Q_EMIT shownChanged(shown);
    // Tells that it changed, never to what.
    QAccessibleValueChangeEvent event(this, QVariant());
    QAccessible::updateAccessibility(&event);
}

void SecretField::setFrame(bool frame)
{
    m_frame = frame;
    updateGeometry();
}

void SecretField::setMarksForeign(bool marks)
{
    m_marksForeign = marks;
}

void SecretField::setLarge(bool large)
{
    m_large = large;
    updateGeometry();
}

QString SecretField::spokenMask() const
{
    return m_secret.empty() ? tr("empty") : tr("hidden, %Ln characters", nullptr, static_cast<int>(length()));
}

QFont SecretField::glyphFont() const
{
    return m_large ? Theme::monoLarge() : Theme::mono();
}

int SecretField::cellWidth() const
{
    return qMax(QFontMetrics(glyphFont()).horizontalAdvance(QLatin1Char('M')), 6);
}

QRect SecretField::inner() const
{
    const int side = m_large ? 14 : m_frame ? 10 : 0;
    return rect().adjusted(side, 1, -side, -1);
}

int SecretField::columns(int width) const
{
    return qMax((width - (m_large ? 28 : m_frame ? 20 : 0)) / cellWidth(), 1);
}

QSize SecretField::minimumSizeHint() const
{
    return {cellWidth() * 8, sizeHint().height()};
}

QSize SecretField::sizeHint() const
{
    const int cells = m_mode == Mode::ReadOnly ? 33 : 24;
    return {cells * cellWidth() + (m_large ? 28 : 20), m_large ? 44 : measure::control};
}

int SecretField::heightForWidth(int width) const
{
    const int cells = static_cast<int>(length());
    const int lines = qMax((cells + columns(width) - 1) / columns(width), 1);
    const int line = QFontMetrics(glyphFont()).height();
    return qMax(sizeHint().height(), lines * line + (m_large ? 22 : 10));
}

void SecretField::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_frame) {
        const bool isWrong = property("tokenhouseWrong").toBool();
        painter.setPen(QPen(theme.colour(isWrong ? Role::Refused : Role::Outline), theme.hairline()));
        painter.setBrush(theme.colour(m_mode == Mode::ReadOnly ? Role::Window : Role::Surface));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), measure::radius, measure::radius);
    }
    // Secrets run left to right in every language.
    const QRect room = inner();
    painter.setClipRect(room.adjusted(-1, 0, 2, 0));
    const QFont font = glyphFont();
    const QFontMetrics metrics(font);
    painter.setFont(font);
    const int cell = cellWidth();
    const bool wraps = m_mode == Mode::ReadOnly;
    const int perLine = wraps ? columns(width()) : 1 << 20;
    const int lines = wraps ? qMax((static_cast<int>(length()) + perLine - 1) / perLine, 1) : 1;
    const int top = room.center().y() - lines * metrics.height() / 2 + 1;
    const std::string_view bytes = m_secret.view();
    int index = 0;
    int caretIndex = 0;
    for (std::size_t at = 0; at < bytes.size(); at = after(at), ++index) {
        if (at < m_caret)
            caretIndex = index + 1;
        const int column = index % perLine - m_scroll;
        const QRect place(room.left() + column * cell, top + index / perLine * metrics.height(), cell,
                          metrics.height());
        if (place.right() < room.left() || place.left() > room.right())
            continue;
        painter.setPen(theme.colour(Role::Text));
        if (!m_shown) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.colour(Role::Text));
            painter.drawEllipse(QRectF(place).center(), 2, 2);
            continue;
        }
        const char32_t point = codePointAt(bytes, at);
        const bool isForeign = point > 0x7E || secretAlphabet.find(static_cast<char>(point)) == std::string_view::npos;
        // One glyph at a time: no text in memory ever holds more than one character of the secret.
        const QString glyph = point < 0x20 || point == 0x7F ? QString(QChar(0x00B7)) : QString::fromUcs4(&point, 1);
        painter.drawText(place, Qt::AlignCenter | Qt::TextDontClip, glyph);
        if (m_marksForeign && isForeign) {
            painter.setPen(QPen(theme.colour(Role::Refused), 1.5));
            painter.drawLine(place.bottomLeft(), place.bottomRight());
        }
    }
    if (m_mode == Mode::Editable && m_caretOn && hasFocus()) {
        const int x = room.left() + (caretIndex - m_scroll) * cell;
        painter.fillRect(QRect(x, room.center().y() - metrics.height() / 2, 1, metrics.height()),
                         theme.colour(Role::Text));
    }
}

std::size_t SecretField::before(std::size_t position) const
{
    if (position == 0)
        return 0;
    do
        --position;
    while (position > 0 && isContinuation(m_secret.view()[position]));
    return position;
}

std::size_t SecretField::after(std::size_t position) const
{
    const std::string_view bytes = m_secret.view();
    if (position >= bytes.size())
        return bytes.size();
    do
        ++position;
    while (position < bytes.size() && isContinuation(bytes[position]));
    return position;
}

void SecretField::insertText(QStringView text)
{
    // At most one key's worth; the wiping copy is of the UTF-8 made here.
    QByteArray bytes = text.toUtf8();
    insertBytes(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
    wipe(bytes.data(), static_cast<std::size_t>(bytes.size()));
}

void SecretField::insertBytes(std::string_view bytes)
{
    if (bytes.empty() || !isValidUtf8(bytes) || m_secret.size() + bytes.size() > bytesMaximum)
        return;
    m_secret.insert(m_caret, bytes);
    moveCaret(m_caret + bytes.size());
    noteEdit();
}

void SecretField::paste()
{
    const QMimeData* offer = QApplication::clipboard()->mimeData(QClipboard::Clipboard);
    if (!offer || !offer->hasText())
        return;
    for (const QString& format : {QStringLiteral("text/plain;charset=utf-8"), QStringLiteral("text/plain")}) {
        const QByteArray bytes = offer->data(format);
        std::string_view view(bytes.constData(), static_cast<std::size_t>(bytes.size()));
        while (!view.empty() && (view.back() == '\n' || view.back() == '\r' || view.back() == '\0'))
            view.remove_suffix(1); // what copying a line brings along
        if (view.empty())
            continue;
        insertBytes(view);
        // Our copy is wiped in place, unless it is shared with the clipboard that this program itself owns.
        if (!QApplication::clipboard()->ownsClipboard())
            wipe(const_cast<char*>(bytes.constData()), static_cast<std::size_t>(bytes.size()));
        return;
    }
}

void SecretField::erase(std::size_t from, std::size_t to)
{
    if (from >= to)
        return;
    m_secret.erase(from, to - from);
    moveCaret(from);
    noteEdit();
}

void SecretField::moveCaret(std::size_t position)
{
    m_caret = qMin(position, m_secret.size());
    int index = 0;
    for (std::size_t at = 0; at < m_caret; at = after(at))
        ++index;
    const int visible = qMax(inner().width() / cellWidth() - 1, 1);
    if (index < m_scroll)
        m_scroll = index;
    else if (index > m_scroll + visible)
        m_scroll = index - visible;
    m_caretOn = hasFocus();
    update();
    updateMicroFocus();
}

void SecretField::noteEdit()
{
    update();
    Q_EMIT edited();
    // Tells that it changed, never to what.
    QAccessibleValueChangeEvent event(this, QVariant());
    QAccessible::updateAccessibility(&event);
}

void SecretField::keyPressEvent(QKeyEvent* event)
{
    if (m_mode == Mode::ReadOnly) {
        QWidget::keyPressEvent(event);
        return;
    }
    const bool byWord = event->modifiers().testFlag(Qt::ControlModifier);
    if (event == QKeySequence::Paste) {
        paste();
    } else if (event->key() == Qt::Key_Backspace) {
        erase(byWord ? 0 : before(m_caret), m_caret);
    } else if (event->key() == Qt::Key_Delete) {
        erase(m_caret, byWord ? m_secret.size() : after(m_caret));
    } else if (event->key() == Qt::Key_Left) {
        moveCaret(before(m_caret));
    } else if (event->key() == Qt::Key_Right) {
        moveCaret(after(m_caret));
    } else if (event->key() == Qt::Key_Home) {
        moveCaret(0);
    } else if (event->key() == Qt::Key_End) {
        moveCaret(m_secret.size());
    } else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        Q_EMIT returnPressed();
        event->ignore(); // the dialog's main button comes next
    } else {
        const QString text = event->text();
        const bool isCommand = event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)
                               && !event->modifiers().testFlag(Qt::GroupSwitchModifier);
        const bool isAltGr =
            (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier)) == (Qt::ControlModifier | Qt::AltModifier);
        if (text.isEmpty() || !text.front().isPrint() || (isCommand && !isAltGr)) {
            QWidget::keyPressEvent(event);
            return;
        }
        insertText(text);
    }
}

void SecretField::mousePressEvent(QMouseEvent* event)
{
    if (m_mode == Mode::ReadOnly || event->button() != Qt::LeftButton)
        return;
    const int wanted =
        qMax((qRound(event->position().x()) - inner().left() + cellWidth() / 2) / cellWidth(), 0) + m_scroll;
    std::size_t at = 0;
    for (int i = 0; i < wanted && at < m_secret.size(); ++i)
        at = after(at);
    moveCaret(at);
}

void SecretField::inputMethodEvent(QInputMethodEvent* event)
{
    if (m_mode == Mode::Editable && !event->commitString().isEmpty())
        insertText(event->commitString());
    event->accept();
}

QVariant SecretField::inputMethodQuery(Qt::InputMethodQuery query) const
{
    switch (query) {
    case Qt::ImEnabled: return m_mode == Mode::Editable;
    case Qt::ImHints: return static_cast<int>(inputMethodHints());
    case Qt::ImSurroundingText: // an input method learns nothing from here
    case Qt::ImCurrentSelection:
    case Qt::ImTextBeforeCursor:
    case Qt::ImTextAfterCursor: return QString();
    default: return QWidget::inputMethodQuery(query);
    }
}

void SecretField::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    m_caretOn = true;
    const int flash = QGuiApplication::styleHints()->cursorFlashTime();
    if (m_mode == Mode::Editable && flash > 0 && m_blinkTimer == 0)
        m_blinkTimer = startTimer(flash / 2);
    update();
}

void SecretField::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    m_caretOn = false;
    if (m_blinkTimer != 0)
        killTimer(m_blinkTimer);
    m_blinkTimer = 0;
    update();
}

void SecretField::timerEvent(QTimerEvent* event)
{
    if (event->timerId() == m_blinkTimer) {
        m_caretOn = !m_caretOn;
        update();
    }
}

void SecretField::contextMenuEvent(QContextMenuEvent* event)
{
    if (m_mode == Mode::ReadOnly)
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(tr("Paste")), &QAction::triggered, this, &SecretField::paste);
    connect(menu->addAction(tr("Clear")), &QAction::triggered, this, &SecretField::clear);
    menu->popup(event->globalPos());
}

} // namespace tokenhouse
