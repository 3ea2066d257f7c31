#include <QtTest>

#include <csignal>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

/// The program itself, as a process: how it starts, is refused, ends, and starts again.
class ProgramTest : public QObject {
    Q_OBJECT

private:
    static constexpr int patience = 30'000;
    QTemporaryDir m_folder;

    QString data() const { return m_folder.filePath(QStringLiteral("data")); }

    void start(QProcess& program, const QStringList& arguments)
    {
        auto environment = QProcessEnvironment::systemEnvironment();
        for (const auto* name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"})
            environment.insert(QString::fromLatin1(name), m_folder.filePath(QString::fromLatin1(name)));
        program.setProcessEnvironment(environment);
        program.start(QStringLiteral(TOKENHOUSE_BIN "/tokenhouse"), arguments);
        QVERIFY(program.waitForStarted());
    }

    /// Waits for the window of this process.
    static void seeWindow(const QProcess& program)
    {
        QProcess search;
        search.start(QStringLiteral("xdotool"),
                     {QStringLiteral("search"), QStringLiteral("--sync"), QStringLiteral("--onlyvisible"),
                      QStringLiteral("--pid"), QString::number(program.processId()), QStringLiteral("--name"),
                      QStringLiteral("Tokenhouse")});
        QVERIFY2(search.waitForFinished(patience), "no window");
        QCOMPARE(search.exitCode(), 0);
    }

    /// True while a server holds the workspace.
    bool isHeld() const
    {
        const int file = ::open(QFile::encodeName(data() + QStringLiteral("/lock")).constData(), O_RDONLY | O_CLOEXEC);
        if (file < 0)
            return false;
        const bool held = ::flock(file, LOCK_EX | LOCK_NB) != 0;
        ::close(file);
        return held;
    }

    void open(QProcess& program)
    {
        start(program, {QStringLiteral("--local"), data()});
        seeWindow(program);
        QTRY_VERIFY_WITH_TIMEOUT(isHeld(), patience);
    }

private Q_SLOTS:
    void answersUsageWithoutADisplay()
    {
        for (const auto& [arguments, code] : {std::pair{QStringList{QStringLiteral("--help")}, 0},
                                              {QStringList{QStringLiteral("--version")}, 0},
                                              {QStringList{QStringLiteral("--nonsense")}, 2}}) {
            QProcess program;
            auto environment = QProcessEnvironment::systemEnvironment();
            environment.remove(QStringLiteral("DISPLAY"));
            program.setProcessEnvironment(environment);
            program.start(QStringLiteral(TOKENHOUSE_BIN "/tokenhouse"), arguments);
            QVERIFY(program.waitForFinished(patience));
            QCOMPARE(program.exitStatus(), QProcess::NormalExit);
            QCOMPARE(program.exitCode(), code);
            QVERIFY(!(code == 0 ? program.readAllStandardOutput() : program.readAllStandardError()).isEmpty());
        }
    }

    void endsAsQuitDoesAndItsServerWithIt_data()
    {
        QTest::addColumn<int>("number");
        QTest::newRow("SIGTERM") << SIGTERM;
        QTest::newRow("SIGINT") << SIGINT;
        QTest::newRow("SIGHUP") << SIGHUP;
    }
    void endsAsQuitDoesAndItsServerWithIt()
    {
        QFETCH(int, number);
        QProcess program;
        open(program);
        ::kill(static_cast<pid_t>(program.processId()), number);
        QVERIFY(program.waitForFinished(patience));
        QCOMPARE(program.exitStatus(), QProcess::NormalExit);
        QCOMPARE(program.exitCode(), 0);
        QTRY_VERIFY_WITH_TIMEOUT(!isHeld(), patience);
    }

    void startsAgainAtOnceAfterItWasKilled()
    {
        QProcess first;
        open(first);
        first.kill();
        QVERIFY(first.waitForFinished(patience));
        QProcess second;
        open(second); // the first one's server may still be ending
        QVERIFY(!second.waitForFinished(0));
        ::kill(static_cast<pid_t>(second.processId()), SIGTERM);
        QVERIFY(second.waitForFinished(patience));
        QCOMPARE(second.exitCode(), 0);
        QTRY_VERIFY_WITH_TIMEOUT(!isHeld(), patience);
    }
};

QTEST_GUILESS_MAIN(ProgramTest)
#include "program_test.moc"
