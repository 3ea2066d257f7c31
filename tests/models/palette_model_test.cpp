#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include "models/palette_model.h"

using namespace tokenhouse;

/// What the command palette lists, and in which order.
class PaletteModelTest : public QObject {
    Q_OBJECT

private:
    static PaletteEntry verb(const QString& title, const QString& detail = {}, const QString& reason = {})
    {
        return {.kind = PaletteEntry::Kind::Verb, .id = title, .title = title, .detail = detail, .reason = reason};
    }
    static QStringList titles(const PaletteModel& model)
    {
        QStringList result;
        for (int row = 0; row < model.rowCount(); ++row)
            result << model.index(row).data().toString();
        return result;
    }

private Q_SLOTS:
    void ranksStartsBeforeOtherPlacesAndWhatCanBeDoneFirst()
    {
        PaletteModel model;
        const QAbstractItemModelTester tester(&model);
        model.setKnown({verb(QStringLiteral("Undisputed")),
                        verb(QStringLiteral("Disable"), QStringLiteral("APIs"), QStringLiteral("Select an API first.")),
                        verb(QStringLiteral("Copy and dispatch")),
                        verb(QStringLiteral("Disable"), QStringLiteral("Tokens")),
                        verb(QStringLiteral("Refresh"), QStringLiteral("disk"))});
        QCOMPARE(model.rowCount(), 5);
        QCOMPARE(model.index(4).data(PaletteModel::ReasonRole).toString(), QStringLiteral("Select an API first."));
        model.setQuery(QStringLiteral("DIS"));
        QCOMPARE(titles(model),
                 (QStringList{QStringLiteral("Disable"), QStringLiteral("Copy and dispatch"),
                              QStringLiteral("Undisputed"), QStringLiteral("Refresh"), QStringLiteral("Disable")}));
        QCOMPARE(model.index(4).data(PaletteModel::DetailRole).toString(), QStringLiteral("APIs"));
        model.setQuery(QStringLiteral("dis tok"));
        QCOMPARE(model.rowCount(), 1);
        model.setQuery(QStringLiteral("nothing like it"));
        QCOMPARE(model.rowCount(), 0);
    }

    void showsWhatTheServerFoundUnlessOneTypedOn()
    {
        PaletteModel model;
        const QAbstractItemModelTester tester(&model);
        model.setKnown({verb(QStringLiteral("Edit"))});
        QSignalSpy wanted(&model, &PaletteModel::lookUpWanted);
        model.setQuery(QStringLiteral("e"));
        model.setQuery(QStringLiteral("edi"));
        QVERIFY(wanted.wait());
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted.at(0).at(0).toString(), QStringLiteral("edi"));
        const PaletteEntry token{
            .kind = PaletteEntry::Kind::Token, .id = QStringLiteral("1"), .title = QStringLiteral("Edison")};
        model.setFound(QStringLiteral("ed"), PaletteEntry::Kind::Token, {token});
        QCOMPARE(model.rowCount(), 1);
        model.setFound(QStringLiteral("edi"), PaletteEntry::Kind::Token, {token});
        QCOMPARE(titles(model), (QStringList{QStringLiteral("Edit"), QStringLiteral("Edison")}));
        QCOMPARE(model.index(1).data(PaletteModel::SectionRole).toString(), QStringLiteral("Tokens"));
        model.setFound(QStringLiteral("edi"), PaletteEntry::Kind::Token, {});
        QCOMPARE(model.rowCount(), 1);
    }

    void neverLooksUpASecret()
    {
        PaletteModel model;
        model.setKnown({verb(QStringLiteral("Edit"))});
        QSignalSpy wanted(&model, &PaletteModel::lookUpWanted);
        model.setQuery(QStringLiteral("whose is aB3dE5gH7jK9mN1pQ3sT5vX7zA9cE1gI ?"));
        QVERIFY(model.isSecretLike());
        QCOMPARE(model.rowCount(), 0);
        // Words typed after it are looked up, alone.
        model.setQuery(QStringLiteral("edit"));
        QVERIFY(wanted.wait());
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted.at(0).at(0).toString(), QStringLiteral("edit"));
    }
};

QTEST_GUILESS_MAIN(PaletteModelTest)
#include "palette_model_test.moc"
