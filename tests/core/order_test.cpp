#include <QtTest>

#include "core/codec.h"
#include "core/order_fields.h"

using namespace tokenhouse;

class OrderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsOrders_data();
    void readsOrders();
    void refusesOrders_data();
    void refusesOrders();
    void sortsByEveryColumn();
    void comparesSetsAndLimits();
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
    QTest::newRow("not filtered") << QStringLiteral("rateLimit desc,labels,allowedAddresses,claimUntil,revision")
                                  << QStringLiteral("-rateLimit+labels+allowedAddresses+claimUntil+revision");
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
    for (const char* order : {",", "name,", ",name", "name up", "name desc desc", "secret", "rateLimit,rateLimit",
                              "name,name", "name,name desc", "name;id", "name DESC", "-name", "nme", "name\tdesc",
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

/// contract.md, Lists: every column, which are the members of the objects on the wire.
void OrderTest::sortsByEveryColumn()
{
    Token token;
    for (const auto& member : tokenJson(token, {}))
        QVERIFY2(parseOrder(std::string_view(member.key()), tokenSchema()), member.key_c_str());
    Definition definition;
    for (const auto& member : definitionJson(definition)) {
        if (member.key() != "actionMeta")
            QVERIFY2(parseOrder(std::string_view(member.key()), definitionSchema()), member.key_c_str());
    }
    for (const auto& member : userJson(User{}))
        QVERIFY2(parseOrder(std::string_view(member.key()), userSchema()), member.key_c_str());
    QVERIFY(parseOrder("changes desc", eventSchema()));
}

void OrderTest::comparesSetsAndLimits()
{
    const auto compared = [](const char* order, const Token& a, const Token& b) {
        const auto* field = parseOrder(order, tokenSchema())->front().field;
        return compareForOrder(orderValue(readerOf(a, {}), *field), orderValue(readerOf(b, {}), *field));
    };
    Token a, b;
    a.labels = {"Blue", "red"};
    b.labels = {"blue", "white"};
    QCOMPARE(compared("labels", a, b), -1);
    b.labels = {"blue"};
    QCOMPARE(compared("labels", a, b), 1);
    b.labels.clear();
    QCOMPARE(compared("labels", a, b), -1); // absent is the greatest
    a.rateLimit = *RateLimit::make(100, 86'400);
    b.rateLimit = *RateLimit::make(1, 60);
    QCOMPARE(compared("rateLimit", a, b), -1); // fewer in the same time
    QCOMPARE(compared("rateLimit.limit", a, b), 1);
    b.rateLimit.reset();
    QCOMPARE(compared("rateLimit", a, b), -1);
}

QTEST_GUILESS_MAIN(OrderTest)
#include "order_test.moc"
