#include "translations/translations.h"

#include <QCoreApplication>
#include <QLocale>
#include <QtTest>

using namespace tokenhouse;

class TranslationsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsInEnglish();
};

/// Also under a language that there is no translation for.
void TranslationsTest::countsInEnglish()
{
    const auto text = [](int count) {
        return QCoreApplication::translate("tokenhouse::DeleteDialog", "Delete %Ln tokens?", nullptr, count);
    };
    QCOMPARE(text(1), QStringLiteral("Delete 1 tokens?"));
    QLocale::setDefault(QLocale(QStringLiteral("fi_FI")));
    installTranslations(*QCoreApplication::instance());
    QCOMPARE(text(1), QStringLiteral("Delete 1 token?"));
    QCOMPARE(text(2), QStringLiteral("Delete 2 tokens?"));
    QCOMPARE(QCoreApplication::translate("tokenhouse::TokenDialog", "Search %Ln APIs…", nullptr, 1),
             QStringLiteral("Search 1 API…"));
    QCOMPARE(QCoreApplication::translate("tokenhouse::DefinitionDialog", "Search %Ln tokens…", nullptr, 1),
             QStringLiteral("Search 1 token…"));
}

QTEST_GUILESS_MAIN(TranslationsTest)
#include "translations_test.moc"
