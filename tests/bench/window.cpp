/// Times the real window over the local workspace of a folder: bench_window DATA QUESTIONS
/// QUESTIONS is a file of lines "filter TEXT", "sort COLUMN asc|desc", "jump PERCENT"; each is asked three times.
/// Writes JSON lines: {"what":…,"ms":[…],"gap":ms} a question, gap being the longest time in which the event loop did
/// not turn, and last {"resident":bytes,"own":bytes}: the memory of this process, with and without files mapped.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <QApplication>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTimer>

#include "app/application.h"
#include "translations/translations.h"
#include "views/widgets/house_table.h"

using namespace tokenhouse;

namespace {

constexpr int repeats = 3;
constexpr int patience = 60'000;

void print(const QJsonObject& line)
{
    std::printf("%s\n", QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

[[noreturn]] void giveUp(const QString& why)
{
    std::fprintf(stderr, "%s\n", qUtf8Printable(why));
    std::exit(1);
}

/// A line of the kernel's account of this process.
qint64 bytesOf(const std::string& name)
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(name + ":"))
            return std::stoll(line.substr(name.size() + 1)) * 1024;
    }
    return 0;
}

/// The longest time between two turns of the event loop.
class LoopWatch {
public:
    LoopWatch()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, [this] {
            m_longest = std::max(m_longest, m_since.nsecsElapsed());
            m_since.restart();
        });
    }
    void start()
    {
        m_since.start();
        m_timer.start(1);
    }
    /// Milliseconds since the start or the last call.
    double takeLongest() { return static_cast<double>(std::exchange(m_longest, 0)) / 1e6; }

private:
    QTimer m_timer;
    QElapsedTimer m_since;
    qint64 m_longest = 0;
};

void waitUntil(const std::function<bool()>& condition, const QString& what)
{
    QElapsedTimer since;
    since.start();
    while (!condition()) {
        if (since.elapsed() > patience)
            giveUp(QStringLiteral("This did not come: ") + what);
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    }
}

class Bench {
public:
    Bench(HouseTable& table, LoopWatch& watch)
        : m_table(table), m_model(static_cast<PagedModel&>(*table.model())), m_watch(watch)
    {}

    void run(const QString& line)
    {
        const auto kind = line.section(QLatin1Char(' '), 0, 0);
        const auto rest = line.section(QLatin1Char(' '), 1);
        QJsonArray times;
        for (int i = 0; i < repeats; ++i) {
            std::function<void()> ask;
            if (kind == QLatin1String("filter")) {
                settle([&] { m_model.setFilter(QString()); });
                ask = [&] { m_model.setFilter(rest); };
            } else if (kind == QLatin1String("sort")) {
                const int column = m_model.columnOf(rest.section(QLatin1Char(' '), 0, 0));
                const auto order = rest.endsWith(QLatin1String("desc")) ? Qt::DescendingOrder : Qt::AscendingOrder;
                const auto other = m_model.columnOf(QStringLiteral("name")) == column ? QStringLiteral("createdAt")
                                                                                      : QStringLiteral("name");
                settle([&] { m_model.setFilter(QString()); });
                settle([&] { m_model.sort(m_model.columnOf(other), Qt::AscendingOrder); });
                ask = [this, column, order] { m_model.sort(column, order); };
            } else {
                settle([&] { m_model.setFilter(QString()); });
                settle([&] { m_table.verticalScrollBar()->setValue(i); });
                // Each time another place, or the page would be there already.
                const int row =
                    static_cast<int>(static_cast<qint64>(m_model.rowCount()) * rest.toInt() / 100) + i * 20'000;
                ask = [this, row] {
                    m_table.verticalScrollBar()->setValue(std::min(row, m_table.verticalScrollBar()->maximum()));
                };
            }
            times << settle(ask);
        }
        print({{QStringLiteral("what"), line},
               {QStringLiteral("ms"), times},
               {QStringLiteral("gap"), m_watch.takeLongest()},
               {QStringLiteral("rows"), m_model.rowCount()}});
    }

private:
    /// Milliseconds from the question to the answer on the screen.
    double settle(const std::function<void()>& ask)
    {
        QElapsedTimer since;
        since.start();
        ask();
        waitUntil([this] { return m_model.state() != PagedModel::State::Loading && isInView(); },
                  QStringLiteral("rows"));
        if (m_model.state() == PagedModel::State::Failed)
            giveUp(QString::fromStdString(m_model.failure()->detail));
        m_table.viewport()->repaint();
        return static_cast<double>(since.nsecsElapsed()) / 1e6;
    }

    bool isInView() const
    {
        if (m_model.rowCount() == 0)
            return true;
        const int first = std::max(m_table.rowAt(0), 0);
        const int bottom = m_table.rowAt(m_table.viewport()->height() - 1);
        const int last = bottom < 0 ? m_model.rowCount() - 1 : bottom;
        for (int row = first; row <= last; ++row) {
            if (!m_model.isLoaded(row))
                return false;
        }
        return true;
    }

    HouseTable& m_table;
    PagedModel& m_model;
    LoopWatch& m_watch;
};

} // namespace

int main(int argc, char** argv)
{
    if (argc != 3)
        giveUp(QStringLiteral("bench_window DATA QUESTIONS"));
    int one = 1;
    QApplication application(one, argv);
    installTranslations(application);
    QTemporaryDir folder;
    Options options;
    options.localData = QString::fromLocal8Bit(argv[1]);
    QElapsedTimer since;
    since.start();
    Application tokenhouse(application, options,
                           std::make_unique<Settings>(folder.filePath(QStringLiteral("settings.ini"))));
    tokenhouse.start();
    waitUntil([&] { return tokenhouse.session().isAttached(); }, QStringLiteral("the server"));
    const auto ready = static_cast<double>(since.nsecsElapsed()) / 1e6;
    waitUntil([&] { return tokenhouse.session().state().isConnected(); }, QStringLiteral("the connection"));
    HouseTable* table = nullptr;
    const auto find = [&] {
        for (auto* found : tokenhouse.window().findChildren<HouseTable*>()) {
            if (found->isVisible() && found->model()->rowCount() > 0)
                table = found;
        }
        return table != nullptr;
    };
    waitUntil(find, QStringLiteral("the table"));
    print({{QStringLiteral("what"), QStringLiteral("start")},
           {QStringLiteral("ms"), QJsonArray{static_cast<double>(since.nsecsElapsed()) / 1e6}},
           {QStringLiteral("ready"), ready},
           {QStringLiteral("rows"), table->model()->rowCount()}});

    LoopWatch watch;
    Bench bench(*table, watch);
    watch.start();
    std::ifstream questions(argv[2]);
    for (std::string line; std::getline(questions, line);)
        bench.run(QString::fromStdString(line));
    print({{QStringLiteral("resident"), bytesOf("VmRSS")}, {QStringLiteral("own"), bytesOf("RssAnon")}});
    return 0;
}
