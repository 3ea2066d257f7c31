#pragma once

#include <QTextEdit>

#include "views/theme.h"

namespace tokenhouse {

/// Text that one may select and copy from: lines that break at words, and within one when it is longer than the line;
/// as high as it needs. Plain text only. Tab passes it by, and a text that stays the same keeps its selection.
class SelectableText : public QTextEdit {
    Q_OBJECT

public:
    explicit SelectableText(const QFont& font, QWidget* parent = nullptr);
    void setText(const QString& text);
    QString text() const { return m_text; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void changeEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    void align();

    QString m_text;
};

} // namespace tokenhouse
