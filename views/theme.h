#pragma once

#include <array>

#include <QColor>
#include <QFont>
#include <QObject>
#include <QPalette>
#include <QStyle>

class QApplication;
class QWidget;

namespace tokenhouse {

/// What a colour means. Soft ones are grounds for the text of the same name. Values: visual.md, Colours.
enum class Role : quint8 {
    Window,
    Surface,
    Rail,
    Line,    ///< separates
    Outline, ///< of controls, 3:1 at least
    Text,
    Muted,
    Accent,
    OnAccent,
    AccentSoft,
    Selection,
    Active,
    ActiveSoft,
    Warning,
    WarningSoft,
    Refused,
    RefusedSoft,
    Neutral,
    NeutralSoft,
    Held,
    HeldSoft,
    Tip,
    OnTip,
};
inline constexpr std::size_t roleCount = 23;

enum class Scheme { Light, Dark, HighContrast };

/// Pixels at 100 %, on the 4 px grid. Source: visual.md, Measures.
namespace measure {
inline constexpr int rail = 184;
inline constexpr int railNarrow = 48;
inline constexpr int railBreak = 1100; ///< window width below which the rail shows icons only
inline constexpr int details = 320;
inline constexpr int control = 30;
inline constexpr int row = 32;
inline constexpr int rowCompact = 24;
inline constexpr int cellStart = 8; ///< from a cell's edge to its text
inline constexpr int cellEnd = 4;
inline constexpr int dialogPadding = 24;
inline constexpr int radius = 6;
inline constexpr int dialogRadius = 10;
inline constexpr int icon = 16;
inline constexpr int gap = 8;
inline constexpr int pageMargin = 18;
} // namespace measure

/// The one place of colours, fonts and measures. install() gives the application its style, palette and font;
/// setScheme() switches live: widgets get a palette change and repaint, icons follow by themselves.
/// Use on the thread of the window only. The theme must outlive every widget.
class Theme : public QObject {
    Q_OBJECT

public:
    explicit Theme(QObject* parent = nullptr);

    void install(QApplication& application);
    void setScheme(Scheme scheme);
    Scheme scheme() const { return m_scheme; }

    QColor colour(Role role) const { return m_colours[static_cast<std::size_t>(role)]; }
    /// Over a window whose dialog waits for an answer.
    QColor scrim() const { return QColor(0, 0, 0, m_scheme == Scheme::Light ? 95 : 140); }
    QPalette palette() const;
    int hairline() const { return m_scheme == Scheme::HighContrast ? 2 : 1; }
    int focusWidth() const { return m_scheme == Scheme::HighContrast ? 3 : 2; }

    static QFont body();
    static QFont strong();      ///< body, semi-bold
    static QFont small();       ///< 12 px
    static QFont pageTitle();   ///< 19 px semi-bold
    static QFont dialogTitle(); ///< 17 px semi-bold
    static QFont sectionHead(); ///< 11 px capitals, spaced
    static QFont figure();      ///< 25 px
    static QFont mono();        ///< for secrets and ids; tells 0 O and 1 l I apart
    static QFont monoLarge();

    /// The theme of the application's style; one with the light colours when none was installed.
    static const Theme& of(const QWidget* widget);

Q_SIGNALS:
    void schemeChanged();

private:
    void fill();

    Scheme m_scheme = Scheme::Light;
    std::array<QColor, roleCount> m_colours;
    QApplication* m_application = nullptr;
    QObject* m_ring = nullptr;
};

/// Sets the palette's text (and link) colour of a label by role, and keeps it right when the scheme changes.
void setTextRole(QWidget* widget, Role role);
/// Paints the widget's ground by role, and keeps it right when the scheme changes.
void setGroundRole(QWidget* widget, Role role);

} // namespace tokenhouse
