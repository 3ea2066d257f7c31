#include "views/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QWidget>

#include "views/house_style.h"
#include "views/widgets/accessible.h"
#include "views/widgets/focus_ring.h"

namespace tokenhouse {

namespace {

using Colours = std::array<QRgb, roleCount>;

// In the order of Role: window, surface, rail, line, outline, text, muted, accent, on accent, accent soft, selection,
// then pairs of text and ground: active, warning, refused, neutral, held; tool tip's ground and text.
constexpr Colours lightColours{0xf6f7f9, 0xffffff, 0xeef0f3, 0xdfe3e8, 0x848e99, 0x1b2026, 0x5b6672, 0x0b6e75,
                               0xffffff, 0xdcf0f0, 0xd6ecee, 0x176b3a, 0xdcf3e4, 0x8a5200, 0xfdeecd, 0xb3261e,
                               0xfce4e1, 0x56606b, 0xe8ebee, 0x6a3fb5, 0xece4fa, 0x1b2026, 0xf6f7f9};
constexpr Colours darkColours{0x15181c, 0x1c2025, 0x111417, 0x2f363e, 0x6b7480, 0xe6e9ec, 0xa0abb6, 0x4fc3c9,
                              0x06282a, 0x163c3f, 0x1c4448, 0x7fdba3, 0x173626, 0xf0c069, 0x3d2f12, 0xff9d94,
                              0x44201d, 0xa9b4bf, 0x2b323a, 0xc4a8f5, 0x332552, 0xe6e9ec, 0x15181c};

QString firstFamily(std::initializer_list<QString> wanted, QFontDatabase::SystemFont otherwise)
{
    const QStringList families = QFontDatabase::families();
    for (const QString& one : wanted) {
        if (families.contains(one))
            return one;
    }
    return QFontDatabase::systemFont(otherwise).family();
}

QFont bodyOf(int pixels, QFont::Weight weight = QFont::Normal)
{
    static const QString family = firstFamily({QStringLiteral("Inter")}, QFontDatabase::GeneralFont);
    QFont font(family);
    font.setPixelSize(pixels);
    font.setWeight(weight);
    return font;
}

QFont monoOf(int pixels)
{
    static const QString family =
        firstFamily({QStringLiteral("JetBrains Mono"), QStringLiteral("DejaVu Sans Mono")}, QFontDatabase::FixedFont);
    QFont font(family);
    font.setPixelSize(pixels);
    font.setStyleHint(QFont::Monospace);
    font.setFixedPitch(true);
    font.setStyleStrategy(QFont::NoFontMerging);
    // A ligature would show "->" or "==" as one glyph.
    font.setLetterSpacing(QFont::AbsoluteSpacing, 0.01);
    return font;
}

/// Follows palette changes of the application for one widget.
class RoleKeeper : public QObject {
public:
    RoleKeeper(QWidget* widget, QPalette::ColorRole paletteRole, Role role)
        : QObject(widget), m_widget(widget), m_paletteRole(paletteRole), m_role(role)
    {
        apply();
        if (const auto* style = qobject_cast<const HouseStyle*>(QApplication::style()))
            connect(&style->theme(), &Theme::schemeChanged, this, &RoleKeeper::apply);
    }
    QPalette::ColorRole paletteRole() const { return m_paletteRole; }
    void setRole(Role role)
    {
        m_role = role;
        apply();
    }

private:
    void apply()
    {
        const Theme& theme = Theme::of(m_widget);
        QPalette palette = m_widget->palette();
        palette.setColor(m_paletteRole, theme.colour(m_role));
        if (m_paletteRole == QPalette::WindowText) {
            palette.setColor(QPalette::Text, theme.colour(m_role));
            palette.setColor(QPalette::Link, theme.colour(Role::Accent));
        }
        m_widget->setPalette(palette);
    }

    QWidget* m_widget;
    QPalette::ColorRole m_paletteRole;
    Role m_role;
};

void keepRole(QWidget* widget, QPalette::ColorRole paletteRole, Role role)
{
    for (QObject* child : widget->children()) {
        if (auto* keeper = dynamic_cast<RoleKeeper*>(child); keeper && keeper->paletteRole() == paletteRole) {
            keeper->setRole(role);
            return;
        }
    }
    new RoleKeeper(widget, paletteRole, role); // owned by the widget
}

} // namespace

Theme::Theme(QObject* parent) : QObject(parent)
{
    fill();
}

void Theme::install(QApplication& application)
{
    m_application = &application;
    application.setStyle(new HouseStyle(*this)); // the application owns its style
    installAccessibleWidgets();
    if (!m_ring)
        m_ring = new FocusRing(this);
    QApplication::setFont(body());
    QApplication::setPalette(palette());
}

void Theme::setScheme(Scheme scheme)
{
    if (scheme == m_scheme)
        return;
    m_scheme = scheme;
    fill();
    if (m_application)
        QApplication::setPalette(palette());
    Q_EMIT schemeChanged();
}

void Theme::fill()
{
    const Colours& values = m_scheme == Scheme::Dark ? darkColours : lightColours;
    for (std::size_t i = 0; i < roleCount; ++i)
        m_colours[i] = QColor(values[i]);
    if (m_scheme != Scheme::HighContrast || !qGuiApp)
        return;
    // High contrast takes what the platform says; meaning is then carried by shape and word alone.
    const QPalette platform =
        QApplication::style() ? QApplication::style()->standardPalette() : QGuiApplication::palette();
    const QColor ground = platform.color(QPalette::Base);
    const bool isDark = ground.lightness() < 128;
    const QColor text = isDark ? QColor(Qt::white) : QColor(Qt::black);
    const QColor back = isDark ? QColor(Qt::black) : QColor(Qt::white);
    const auto set = [this](Role role, const QColor& colour) { m_colours[static_cast<std::size_t>(role)] = colour; };
    for (const Role role : {Role::Window, Role::Surface, Role::Rail, Role::AccentSoft, Role::ActiveSoft,
                            Role::WarningSoft, Role::RefusedSoft, Role::NeutralSoft, Role::HeldSoft, Role::OnTip})
        set(role, back);
    for (const Role role : {Role::Line, Role::Outline, Role::Text, Role::Muted, Role::Active, Role::Warning,
                            Role::Refused, Role::Neutral, Role::Held, Role::Tip})
        set(role, text);
    set(Role::Accent, isDark ? QColor(0x4fe3ea) : QColor(0x00474c));
    set(Role::OnAccent, back);
    set(Role::Selection, isDark ? QColor(0x1c4448) : QColor(0xbfe6e9));
}

QPalette Theme::palette() const
{
    QPalette result;
    result.setColor(QPalette::Window, colour(Role::Window));
    result.setColor(QPalette::WindowText, colour(Role::Text));
    result.setColor(QPalette::Base, colour(Role::Surface));
    result.setColor(QPalette::AlternateBase, colour(Role::Surface));
    result.setColor(QPalette::Text, colour(Role::Text));
    result.setColor(QPalette::PlaceholderText, colour(Role::Muted));
    result.setColor(QPalette::Button, colour(Role::Surface));
    result.setColor(QPalette::ButtonText, colour(Role::Text));
    result.setColor(QPalette::BrightText, colour(Role::Refused));
    result.setColor(QPalette::Highlight, colour(Role::Selection));
    result.setColor(QPalette::HighlightedText, colour(Role::Text));
    result.setColor(QPalette::Link, colour(Role::Accent));
    result.setColor(QPalette::LinkVisited, colour(Role::Accent));
    result.setColor(QPalette::ToolTipBase, colour(Role::Tip));
    result.setColor(QPalette::ToolTipText, colour(Role::OnTip));
    result.setColor(QPalette::Light, colour(Role::Surface));
    result.setColor(QPalette::Midlight, colour(Role::Line));
    result.setColor(QPalette::Mid, colour(Role::Line));
    result.setColor(QPalette::Dark, colour(Role::Outline));
    result.setColor(QPalette::Shadow, colour(Role::Outline));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        result.setColor(QPalette::Disabled, role, colour(Role::Muted));
    return result;
}

QFont Theme::body()
{
    return bodyOf(13);
}
QFont Theme::strong()
{
    return bodyOf(13, QFont::DemiBold);
}
QFont Theme::small()
{
    return bodyOf(12);
}
QFont Theme::pageTitle()
{
    return bodyOf(19, QFont::DemiBold);
}
QFont Theme::dialogTitle()
{
    return bodyOf(17, QFont::DemiBold);
}
QFont Theme::figure()
{
    return bodyOf(25, QFont::DemiBold);
}
QFont Theme::mono()
{
    return monoOf(12);
}
QFont Theme::monoLarge()
{
    return monoOf(16);
}

QFont Theme::sectionHead()
{
    QFont font = bodyOf(11, QFont::DemiBold);
    font.setCapitalization(QFont::AllUppercase);
    font.setLetterSpacing(QFont::AbsoluteSpacing, 0.6);
    return font;
}

const Theme& Theme::of(const QWidget*)
{
    if (const auto* style = qobject_cast<const HouseStyle*>(QApplication::style()))
        return style->theme();
    static const Theme light;
    return light;
}

void setTextRole(QWidget* widget, Role role)
{
    keepRole(widget, QPalette::WindowText, role);
}

void setGroundRole(QWidget* widget, Role role)
{
    widget->setAutoFillBackground(true);
    keepRole(widget, QPalette::Window, role);
}

} // namespace tokenhouse
