#pragma once

#include <optional>

#include <QFont>
#include <QRawFont>

class QPainter;

namespace tokenhouse {

/// Text with its digits in cells of one width, so that columns of them line up (Qt 6.4 cannot ask a font for tabular
/// figures). Dates and numbers are placed glyph by glyph, without shaping: a table has hundreds of them on the screen,
/// and shaping every run of digits anew is what a jump through it used to wait for. GUI thread.
class TabularText {
public:
    explicit TabularText(const QFont& font);
    /// Pixels that draw() needs to show `text` whole.
    int width(const QString& text) const;
    /// In `painter`'s pen, cut at its end where `rect` is too narrow.
    void draw(QPainter* painter, const QRect& rect, Qt::Alignment alignment, const QString& text) const;

private:
    struct Glyphs {
        QVector<quint32> indexes;
        QVector<QPointF> places; ///< from the start of the base line
        qreal width = 0;
    };
    /// None for writing that has to be shaped, or that the font does not hold.
    std::optional<Glyphs> glyphs(const QString& text) const;

    QFont m_font;
    QRawFont m_raw;
    qreal m_cell = 0; ///< a digit's
};

} // namespace tokenhouse
