#include <QPainter>
#include <QTest>

#include "views/theme.h"
#include "views/widgets/tabular_text.h"

using namespace tokenhouse;

class TabularTextTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void digitsLineUp()
    {
        const TabularText face(Theme::body());
        const auto drawn = [&](const QString& text, int width, Qt::Alignment alignment = Qt::AlignLeft) {
            QImage image(width, 24, QImage::Format_ARGB32);
            image.fill(Qt::white);
            QPainter painter(&image);
            painter.setPen(Qt::black);
            face.draw(&painter, image.rect(), alignment | Qt::AlignVCenter, text);
            return image;
        };
        const auto lastInk = [](const QImage& image) {
            for (int x = image.width() - 1; x >= 0; --x) {
                for (int y = 0; y < image.height(); ++y) {
                    if (qGray(image.pixel(x, y)) < 128)
                        return x;
                }
            }
            return -1;
        };
        QCOMPARE(face.width(QStringLiteral("1111")), face.width(QStringLiteral("0000")));
        // What comes behind the digits stands at the same place, whichever they are.
        QCOMPARE(lastInk(drawn(QStringLiteral("11 s"), 100)), lastInk(drawn(QStringLiteral("88 s"), 100)));
        const int whole = face.width(QStringLiteral("2026-11-23"));
        const int ink = lastInk(drawn(QStringLiteral("2026-11-23"), 200));
        QVERIFY2(ink > whole / 2 && ink <= whole, qPrintable(QString::number(ink)));
        QVERIFY(lastInk(drawn(QStringLiteral("2026-11-23"), 200, Qt::AlignRight)) > 200 - 4);
        // Too narrow: cut within, not through a letter; what has to be shaped is shaped.
        QVERIFY(drawn(QStringLiteral("2026-11-23"), whole / 2)
                != drawn(QStringLiteral("2026-11-23"), whole).copy(0, 0, whole / 2, 24));
        QVERIFY(lastInk(drawn(QStringLiteral("\u0662\u0663 \u0645\u0627\u0631\u0633"), 200)) > 0);
    }
};

QTEST_MAIN(TabularTextTest)
#include "tabular_text_test.moc"
