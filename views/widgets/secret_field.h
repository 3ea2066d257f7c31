#pragma once

#include <QWidget>

#include "core/secret.h"

namespace tokenhouse {

/// Shows or takes a secret (or a password) glyph by glyph from memory that is wiped. Its content is never a QString as
/// a whole, never on the primary selection, never dragged; there is no selection and no undo. The one exception is a
/// screen reader that asks while the secret is shown (experience.md, The one-time secret 2).
class SecretField : public QWidget {
    Q_OBJECT

public:
    enum class Mode { ReadOnly, Editable };
    static constexpr std::size_t bytesMaximum = 4096;

    explicit SecretField(Mode mode, QWidget* parent = nullptr);
    ~SecretField() override;

    Mode mode() const { return m_mode; }
    void setSecret(SecretBytes secret);
    const SecretBytes& secret() const { return m_secret; }
    SecretBytes take();
    void clear() { setSecret({}); }
    std::size_t length() const; ///< in code points

    void setShown(bool shown);
    bool isShown() const { return m_shown; }
    /// Without a frame of its own, for use within a FieldFrame.
    void setFrame(bool frame);
    /// Underlines characters that no secret may have, while shown.
    void setMarksForeign(bool marks);
    void setLarge(bool large);
    std::size_t caret() const { return m_caret; } ///< byte position

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return m_mode == Mode::ReadOnly; }
    int heightForWidth(int width) const override;
    QVariant inputMethodQuery(Qt::InputMethodQuery query) const override;

    /// "hidden, 32 characters": what is said of a masked one.
    QString spokenMask() const;

Q_SIGNALS:
    void edited();
    void shownChanged(bool shown);
    void returnPressed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void inputMethodEvent(QInputMethodEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void timerEvent(QTimerEvent* event) override;

private:
    void insertText(QStringView text);
    void insertBytes(std::string_view bytes);
    void paste();
    void erase(std::size_t from, std::size_t to);
    void moveCaret(std::size_t position);
    std::size_t before(std::size_t position) const;
    std::size_t after(std::size_t position) const;
    void noteEdit();
    QFont glyphFont() const;
    int cellWidth() const;
    int columns(int width) const;
    QRect inner() const;

    Mode m_mode;
    SecretBytes m_secret;
    std::size_t m_caret = 0;
    bool m_shown = false;
    bool m_frame = true;
    bool m_marksForeign = false;
    bool m_large = false;
    bool m_caretOn = false;
    int m_blinkTimer = 0;
    int m_scroll = 0; ///< first cell in view, editable only
};

} // namespace tokenhouse
