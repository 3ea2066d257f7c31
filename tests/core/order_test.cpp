#include "core/filter.h"

#include <QtTest>

using namespace tokenhouse;

class OrderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsOrders_data();
    void readsOrders();
    void refusesOrders_data();
    void refusesOrders();
};

void OrderTest::readsOrders_data()
{
    QTest::addColumn<QString>("order");
    QTest::addColumn<QString>("columns");
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("blank") << QStringLiteral("  ") << QString();
    QTest::newRow("one") << QStringLiteral("name") << QStringLiteral("+name");
    QTest::newRow("two") << QStringLiteral("lastModified desc,name") << QStringLiteral("-lastModified+name");
    QTest::newRow("blanks") << QStringLiteral(" lastModified  desc , name asc ")
                            << QStringLiteral("-lastModified+name");
    QTest::newRow("eight") << QStringLiteral("id,name,owner,state,usedBy,useCount,createdAt,createdBy")
                           << QStringLiteral("+id+name+owner+state+usedBy+useCount+createdAt+createdBy");
}

void OrderTest::readsOrders()
{
    QFETCH(QString, order);
    QFETCH(QString, columns);
    const auto parsed = parseOrder(order.toStdString(), tokenSchema());
    QVERIFY(parsed);
    std::string shown;
    for (const auto& column : *parsed)
        shown.append(column.descending ? "-" : "+").append(column.field->name);
    QCOMPARE(QString::fromStdString(shown), columns);
}

void OrderTest::refusesOrders_data()
{
    QTest::addColumn<QString>("order");
    for (const char* order : {",", "name,", ",name", "name up", "name desc desc", "secret", "labels", "name,name",
                              "name,name desc", "name;id", "name DESC", "-name", "nme", "name\tdesc",
                              "id,name,owner,state,usedBy,useCount,createdAt,createdBy,lastModified"})
        QTest::addRow("%s", order) << QString::fromUtf8(order);
}

void OrderTest::refusesOrders()
{
    QFETCH(QString, order);
    const auto parsed = parseOrder(order.toStdString(), tokenSchema());
    QVERIFY(!parsed);
    QVERIFY(parsed.error().fault == Fault::Malformed);
    QVERIFY(parsed.error().extra.contains("expected"));
}

QTEST_GUILESS_MAIN(OrderTest)
#include "order_test.moc"
