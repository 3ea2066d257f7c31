#pragma once

#include <QProxyStyle>

#include "views/theme.h"

namespace tokenhouse {

/// Fusion without frames and bevels: what visual.md asks of buttons, fields, headers, scroll bars and focus.
/// Draws from the theme's roles only. Does not own the theme.
class HouseStyle : public QProxyStyle {
    Q_OBJECT

public:
    explicit HouseStyle(const Theme& theme);
    const Theme& theme() const { return m_theme; }

    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl subControl,
                         const QWidget* widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                           const QWidget* widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* data) const override;
    void polish(QWidget* widget) override;
    using QProxyStyle::polish;

private:
    void drawField(const QRect& rect, bool isEnabled, bool isWrong, QPainter* painter) const;
    void drawScrollBar(const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const;
    void drawHeaderSection(const QStyleOption* option, QPainter* painter, const QWidget* widget) const;
    void drawMark(PrimitiveElement element, const QStyleOption* option, QPainter* painter) const;

    const Theme& m_theme;
};

/// A field with this property set to true is outlined as refused.
inline constexpr const char* wrongProperty = "tokenhouseWrong";
void setWrong(QWidget* field, bool isWrong);

} // namespace tokenhouse
