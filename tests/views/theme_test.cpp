#include <algorithm>
#include <cmath>

#include <QTest>

#include "models/text.h"
#include "views/icons.h"
#include "views/widgets/rail.h"
#include "views/widgets/state_pill.h"

using namespace tokenhouse;

namespace {

double contrast(const QColor& a, const QColor& b)
{
    const auto luminance = [](const QColor& colour) {
        const auto channel = [](double value) {
            return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
        };
        return 0.2126 * channel(static_cast<double>(colour.redF()))
               + 0.7152 * channel(static_cast<double>(colour.greenF()))
               + 0.0722 * channel(static_cast<double>(colour.blueF()));
    };
    const double x = luminance(a);
    const double y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

} // namespace

/// Colours, states and drawings, in each scheme.
class ThemeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme.install(*qApp); }

    void coloursCanBeRead_data()
    {
        QTest::addColumn<int>("scheme");
        QTest::newRow("light") << int(Scheme::Light);
        QTest::newRow("dark") << int(Scheme::Dark);
        QTest::newRow("contrast") << int(Scheme::HighContrast);
    }
    void coloursCanBeRead()
    {
        QFETCH(int, scheme);
        Theme theme;
        theme.setScheme(static_cast<Scheme>(scheme));
        for (const auto& [ink, ground] :
             {std::pair{Role::Text, Role::Window}, std::pair{Role::Text, Role::Surface},
              std::pair{Role::Text, Role::Rail}, std::pair{Role::Text, Role::Selection},
              std::pair{Role::Muted, Role::Window}, std::pair{Role::Muted, Role::Surface},
              std::pair{Role::Muted, Role::Rail}, std::pair{Role::Muted, Role::Selection},
              std::pair{Role::Accent, Role::Surface}, std::pair{Role::Accent, Role::AccentSoft},
              std::pair{Role::OnAccent, Role::Accent}, std::pair{Role::Active, Role::ActiveSoft},
              std::pair{Role::Warning, Role::WarningSoft}, std::pair{Role::Refused, Role::RefusedSoft},
              std::pair{Role::Neutral, Role::NeutralSoft}, std::pair{Role::Held, Role::HeldSoft},
              std::pair{Role::Refused, Role::Surface}, std::pair{Role::OnTip, Role::Tip}})
            QVERIFY2(contrast(theme.colour(ink), theme.colour(ground)) >= 4.5,
                     qPrintable(QStringLiteral("%1 on %2: %3")
                                    .arg(int(ink))
                                    .arg(int(ground))
                                    .arg(contrast(theme.colour(ink), theme.colour(ground)))));
        QVERIFY(contrast(theme.colour(Role::Outline), theme.colour(Role::Surface)) >= 3.0);
    }

    void schemeTurnsLive()
    {
        StatePill pill;
        pill.setFace(Face::Active, QStringLiteral("Active"));
        const QImage light = pill.grab().toImage();
        m_theme.setScheme(Scheme::Dark);
        QVERIFY(pill.grab().toImage() != light);
        QCOMPARE(QApplication::palette().color(QPalette::Window), m_theme.colour(Role::Window));
        m_theme.setScheme(Scheme::Light);
        QCOMPARE(pill.grab().toImage(), light);
    }

    void statesDifferInShape()
    {
        using Shape = FaceDress::Shape;
        QVERIFY(dressOf(Face::Active).shape == Shape::Dot);
        QVERIFY(dressOf(Face::Disabled).shape == Shape::Square);
        QVERIFY(dressOf(Face::Expiring).shape == Shape::Triangle);
        QVERIFY(dressOf(Face::Expired).shape == Shape::Triangle);
        QVERIFY(dressOf(Face::Unclaimed).shape == Shape::Ring);
        QVERIFY(dressOf(Face::Held).ink == Role::Held);
    }

    void everyIconIsThere()
    {
        for (const char* name :
             {"overview", "token",  "api",     "events",  "logs",      "users",     "lock",    "plus",
              "edit",     "rotate", "disable", "enable",  "trash",     "export",    "copy",    "eye",
              "eye-off",  "save",   "search",  "close",   "check",     "cross",     "warning", "chevron-down",
              "shield",   "play",   "server",  "sort-up", "sort-down", "tokenhouse"})
            QVERIFY2(icons::exists(QString::fromLatin1(name)), name);
    }

private:
    Theme m_theme;
};

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
