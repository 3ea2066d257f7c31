#include "views/house_style.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QHeaderView>
#include <QPainter>
#include <QPainterPath>
#include <QStyleFactory>
#include <QStyleOption>
#include <QVariant>
#include <QWidget>

#include "views/icons.h"

namespace tokenhouse {

namespace {

bool isTextEdit(const QWidget* widget)
{
    return widget && (widget->inherits("QTextEdit") || widget->inherits("QPlainTextEdit"));
}

} // namespace

HouseStyle::HouseStyle(const Theme& theme)
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))), m_theme(theme)
{}

void HouseStyle::drawField(const QRect& rect, bool isEnabled, bool isWrong, QPainter* painter) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const Role outline = isWrong ? Role::Refused : isEnabled ? Role::Outline : Role::Line;
    painter->setPen(QPen(m_theme.colour(outline), m_theme.hairline()));
    painter->setBrush(m_theme.colour(isEnabled ? Role::Surface : Role::Window));
    painter->drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), measure::radius, measure::radius);
    painter->restore();
}

void HouseStyle::drawMark(PrimitiveElement element, const QStyleOption* option, QPainter* painter) const
{
    const bool isOn = option->state.testFlag(State_On);
    const bool isEnabled = option->state.testFlag(State_Enabled);
    const QRectF rect = QRectF(option->rect).adjusted(0.75, 0.75, -0.75, -0.75);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(m_theme.colour(!isEnabled ? Role::Line : isOn ? Role::Accent : Role::Outline), 1.5));
    if (element == PE_IndicatorRadioButton) {
        painter->setBrush(m_theme.colour(Role::Surface));
        painter->drawEllipse(rect);
        if (isOn) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(m_theme.colour(isEnabled ? Role::Accent : Role::Muted));
            painter->drawEllipse(rect.center(), 3.5, 3.5);
        }
    } else {
        painter->setBrush(m_theme.colour(isOn && isEnabled ? Role::Accent : Role::Surface));
        painter->drawRoundedRect(rect, 3, 3);
        if (isOn)
            icons::paint(painter, QRectF(option->rect).adjusted(1, 1, -1, -1), QStringLiteral("check"),
                         m_theme.colour(isEnabled ? Role::OnAccent : Role::Muted));
    }
    painter->restore();
}

void HouseStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                               const QWidget* widget) const
{
    switch (element) {
    case PE_PanelLineEdit:
        if (const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option); frame && frame->lineWidth > 0)
            drawField(option->rect, option->state.testFlag(State_Enabled),
                      widget && widget->property(wrongProperty).toBool(), painter);
        return;
    case PE_FrameLineEdit:
    case PE_FrameFocusRect: // focus is shown by FocusRing, or by who paints rows
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorRadioButton:
    case PE_IndicatorItemViewItemCheck: drawMark(element, option, painter); return;
    case PE_PanelItemViewRow:
    case PE_PanelScrollAreaCorner: return;
    case PE_PanelItemViewItem: {
        const bool isSelected = option->state.testFlag(State_Selected);
        if (isSelected)
            painter->fillRect(option->rect, m_theme.colour(Role::Selection));
        else if (option->state.testFlag(State_MouseOver) && option->state.testFlag(State_Enabled))
            painter->fillRect(option->rect, m_theme.colour(Role::Window));
        return;
    }
    case PE_Frame:
        if (isTextEdit(widget)) {
            drawField(option->rect, widget->isEnabled(), widget->property(wrongProperty).toBool(), painter);
            return;
        }
        if (qobject_cast<const QAbstractItemView*>(widget)) {
            painter->save();
            painter->setRenderHint(QPainter::Antialiasing);
            // What lies over something needs an edge, a list within a dialog only a line.
            const bool isWrong = widget->property(wrongProperty).toBool();
            const Role edge = isWrong ? Role::Refused : widget->isWindow() ? Role::Outline : Role::Line;
            painter->setPen(QPen(m_theme.colour(edge), m_theme.hairline()));
            painter->setBrush(Qt::NoBrush);
            painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
            painter->restore();
            return;
        }
        break;
    case PE_PanelTipLabel: painter->fillRect(option->rect, m_theme.colour(Role::Tip)); return;
    default: break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void HouseStyle::drawHeaderSection(const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option);
    if (!header)
        return;
    painter->save();
    const bool isSurface = widget && widget->property("tokenhouseSurface").toBool();
    painter->fillRect(header->rect, m_theme.colour(isSurface ? Role::Surface : Role::Window));
    painter->fillRect(QRect(header->rect.left(), header->rect.bottom(), header->rect.width(), 1),
                      m_theme.colour(Role::Line));
    painter->setFont(Theme::small());
    painter->setPen(m_theme.colour(Role::Muted));
    // Numbers end where those of their cells do; words may use the room up to the next column.
    const int end = header->textAlignment.testFlag(Qt::AlignRight) ? 10 : measure::cellEnd;
    QRect text =
        QStyle::visualRect(header->direction, header->rect, header->rect.adjusted(measure::cellStart, 0, -end, -1));
    const bool hasArrow = header->sortIndicator != QStyleOptionHeader::None;
    const QFontMetrics metrics(Theme::small());
    const QString shown = metrics.elidedText(header->text, Qt::ElideRight, text.width() - (hasArrow ? 18 : 0));
    const Qt::Alignment align = QStyle::visualAlignment(header->direction, header->textAlignment | Qt::AlignVCenter);
    const int width = metrics.horizontalAdvance(shown);
    if (hasArrow) {
        const bool isRight = align.testFlag(Qt::AlignRight);
        const int left = isRight ? text.right() - 13 : text.left() + width + 4;
        // Qt calls ascending SortDown.
        const QString name = header->sortIndicator == QStyleOptionHeader::SortDown ? QStringLiteral("sort-up")
                                                                                   : QStringLiteral("sort-down");
        icons::paint(painter, QRectF(left, text.center().y() - 6, 13, 13), name, m_theme.colour(Role::Text));
        if (isRight)
            text.setRight(text.right() - 17);
        painter->setPen(m_theme.colour(Role::Text));
    }
    painter->drawText(text, static_cast<int>(align), shown);
    painter->restore();
}

void HouseStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                             const QWidget* widget) const
{
    switch (element) {
    case CE_Header: drawHeaderSection(option, painter, widget); return;
    case CE_HeaderEmptyArea:
        painter->fillRect(option->rect, m_theme.colour(Role::Window));
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1),
                          m_theme.colour(Role::Line));
        return;
    case CE_FocusFrame: {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const qreal width = m_theme.focusWidth();
        painter->setPen(QPen(m_theme.colour(Role::Accent), width));
        painter->setBrush(Qt::NoBrush);
        const qreal half = width / 2;
        painter->drawRoundedRect(QRectF(option->rect).adjusted(half, half, -half, -half), measure::radius + 3,
                                 measure::radius + 3);
        painter->restore();
        return;
    }
    case CE_ProgressBar: {
        const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(option);
        if (!bar)
            return;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        QRectF ground(bar->rect.left(), bar->rect.center().y() - 2, bar->rect.width(), 6);
        painter->setBrush(m_theme.colour(Role::Line));
        painter->drawRoundedRect(ground, 3, 3);
        const int span = bar->maximum - bar->minimum;
        if (span > 0) {
            ground.setWidth(ground.width() * (bar->progress - bar->minimum) / span);
            painter->setBrush(m_theme.colour(Role::Accent));
            painter->drawRoundedRect(ground, 3, 3);
        }
        painter->restore();
        return;
    }
    case CE_ComboBoxLabel: {
        const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
        if (!combo || combo->editable)
            break;
        QRect rect = subControlRect(CC_ComboBox, combo, SC_ComboBoxEditField, widget);
        painter->setPen(m_theme.colour(option->state.testFlag(State_Enabled) ? Role::Text : Role::Muted));
        painter->drawText(
            rect, static_cast<int>(QStyle::visualAlignment(option->direction, Qt::AlignLeft | Qt::AlignVCenter)),
            option->fontMetrics.elidedText(combo->currentText, Qt::ElideRight, rect.width()));
        return;
    }
    default: break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void HouseStyle::drawScrollBar(const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const
{
    const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (!slider || slider->minimum == slider->maximum)
        return;
    const QRect rect = subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    const bool isHot =
        option->state.testFlag(State_MouseOver) || option->activeSubControls.testFlag(SC_ScrollBarSlider);
    QColor colour = m_theme.colour(Role::Outline);
    colour.setAlphaF(isHot ? 0.9F : 0.55F);
    painter->setBrush(colour);
    const QRectF thumb = QRectF(rect).adjusted(2, 2, -2, -2);
    const qreal radius = qMin(thumb.width(), thumb.height()) / 2;
    painter->drawRoundedRect(thumb, radius, radius);
    painter->restore();
}

void HouseStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                    const QWidget* widget) const
{
    if (control == CC_ScrollBar) {
        drawScrollBar(option, painter, widget);
        return;
    }
    if (control == CC_ComboBox) {
        const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
        if (combo && combo->frame)
            drawField(option->rect, option->state.testFlag(State_Enabled),
                      widget && widget->property(wrongProperty).toBool(), painter);
        const QRect arrow = subControlRect(control, option, SC_ComboBoxArrow, widget);
        QRectF icon(0, 0, 14, 14);
        icon.moveCenter(QRectF(arrow).center());
        icons::paint(painter, icon, QStringLiteral("chevron-down"), m_theme.colour(Role::Muted));
        return;
    }
    if (control == CC_SpinBox) {
        const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
        if (spin && spin->frame)
            drawField(option->rect, option->state.testFlag(State_Enabled),
                      widget && widget->property(wrongProperty).toBool(), painter);
        if (spin && spin->buttonSymbols != QAbstractSpinBox::NoButtons) {
            const auto draw = [&](SubControl part, const QString& name) {
                QRectF icon(0, 0, 12, 12);
                icon.moveCenter(QRectF(subControlRect(control, option, part, widget)).center());
                icons::paint(painter, icon, name, m_theme.colour(Role::Muted));
            };
            draw(SC_SpinBoxUp, QStringLiteral("chevron-up"));
            draw(SC_SpinBoxDown, QStringLiteral("chevron-down"));
        }
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect HouseStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl subControl,
                                 const QWidget* widget) const
{
    if (control == CC_ComboBox) {
        const QRect rect = option->rect;
        if (subControl == SC_ComboBoxArrow)
            return visualRect(option->direction, rect, QRect(rect.right() - 27, rect.top(), 26, rect.height()));
        if (subControl == SC_ComboBoxEditField)
            return visualRect(option->direction, rect, rect.adjusted(10, 1, -28, -1));
    }
    if (control == CC_SpinBox && subControl == SC_SpinBoxEditField) {
        const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
        const QRect rect = QProxyStyle::subControlRect(control, option, subControl, widget);
        return spin && spin->frame ? rect.adjusted(6, 0, 0, 0) : rect;
    }
    if (control == CC_ScrollBar) {
        const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option);
        if (!slider)
            return {};
        // No arrow buttons: the groove is the whole bar.
        const bool isFlat = slider->orientation == Qt::Horizontal;
        const int length = isFlat ? option->rect.width() : option->rect.height();
        const qint64 range = qint64(slider->maximum) - slider->minimum;
        int thumb = length;
        if (range > 0)
            thumb = qMax(28, static_cast<int>(qint64(length) * slider->pageStep / (range + slider->pageStep)));
        const int start = sliderPositionFromValue(slider->minimum, slider->maximum, slider->sliderPosition,
                                                  length - thumb, slider->upsideDown);
        QRect result;
        switch (subControl) {
        case SC_ScrollBarSlider:
            result =
                isFlat ? QRect(start, 0, thumb, option->rect.height()) : QRect(0, start, option->rect.width(), thumb);
            break;
        case SC_ScrollBarGroove: result = option->rect; break;
        case SC_ScrollBarSubPage:
            result = isFlat ? QRect(0, 0, start, option->rect.height()) : QRect(0, 0, option->rect.width(), start);
            break;
        case SC_ScrollBarAddPage:
            result = isFlat ? QRect(start + thumb, 0, length - start - thumb, option->rect.height())
                            : QRect(0, start + thumb, option->rect.width(), length - start - thumb);
            break;
        default: return {};
        }
        return visualRect(option->direction, option->rect, result);
    }
    return QProxyStyle::subControlRect(control, option, subControl, widget);
}

QRect HouseStyle::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const
{
    const QRect rect = QProxyStyle::subElementRect(element, option, widget);
    if (element == SE_LineEditContents) {
        const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
        if (frame && frame->lineWidth > 0)
            return option->rect.adjusted(8, 1, -8, -1);
    }
    return rect;
}

QSize HouseStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                   const QWidget* widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    if (type == CT_LineEdit || type == CT_ComboBox || type == CT_SpinBox)
        result.setHeight(qMax(measure::control, option->fontMetrics.height() + 12));
    if (type == CT_HeaderSection)
        result.setHeight(30);
    return result;
}

int HouseStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_DefaultFrameWidth:
        // The ground under the text is a rectangle: it stays within the round corners.
        return isTextEdit(widget) ? 4 : QProxyStyle::pixelMetric(metric, option, widget);
    case PM_FocusFrameHMargin:
        if (qobject_cast<const QAbstractItemView*>(widget))
            return 9; // item views take it for the margin of their text
        [[fallthrough]];
    case PM_FocusFrameVMargin: return 2 + m_theme.focusWidth();
    case PM_ScrollBarExtent: return 12;
    case PM_ScrollView_ScrollBarOverlap:
    case PM_ScrollView_ScrollBarSpacing: return 0;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight: return 16;
    case PM_SmallIconSize:
    case PM_ButtonIconSize: return measure::icon;
    case PM_ToolTipLabelFrameWidth: return 8;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int HouseStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                          QStyleHintReturn* data) const
{
    switch (hint) {
    case SH_FocusFrame_AboveWidget:
    case SH_ItemView_ShowDecorationSelected: return 1;
    case SH_ItemView_ActivateItemOnSingleClick: // one click selects, also where the desktop opens files by it
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_UnderlineShortcut:
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_ComboBox_Popup:
    case SH_FocusFrame_Mask: return 0;
    case SH_ToolTipLabel_Opacity: return 255;
    default: return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

void HouseStyle::polish(QWidget* widget)
{
    QProxyStyle::polish(widget);
    if (widget->inherits("QScrollBar") || widget->inherits("QAbstractButton"))
        widget->setAttribute(Qt::WA_Hover);
}

void setWrong(QWidget* field, bool isWrong)
{
    if (field->property(wrongProperty).toBool() == isWrong)
        return;
    field->setProperty(wrongProperty, isWrong);
    field->update();
}

} // namespace tokenhouse
