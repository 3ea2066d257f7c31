#include "core/running_time.h"

#include <QtTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace tokenhouse;
using namespace std::chrono_literals;

class RunningTimeTest : public QObject {
    Q_OBJECT

private:
    const Time m_noon = *parseTime("2026-05-01T12:00:00Z");
    const RunningTime::Monotonic m_start{100h};

private Q_SLOTS:
    void isTheSystems()
    {
        RunningTime time;
        QCOMPARE(time.at(m_noon, m_start), m_noon);
        QCOMPARE(time.at(m_noon + 5h, m_start + 1ms), m_noon + 5h); // set forward
        QCOMPARE(time.at(m_noon + 5h + 1s, m_start + 1s), m_noon + 5h + 1s);
    }
    void goesOnSlowlyUntilTheSystemCaughtUp()
    {
        RunningTime time;
        time.at(m_noon, m_start);
        const auto setBack = m_noon - 1h;
        QCOMPARE(time.at(setBack, m_start), m_noon);
        QCOMPARE(time.at(setBack + 10min, m_start + 10min), m_noon + 5min);
        QCOMPARE(time.at(setBack + 1h, m_start + 1h), m_noon + 30min);
        QCOMPARE(time.at(setBack + 2h, m_start + 2h), m_noon + 1h); // both are there
        QCOMPARE(time.at(setBack + 3h, m_start + 3h), m_noon + 2h);
        // Once more, from here.
        QCOMPARE(time.at(m_noon, m_start + 3h), m_noon + 2h);
        QCOMPARE(time.at(m_noon + 10min, m_start + 3h + 10min), m_noon + 2h + 5min);
        // And further back while it is behind.
        QCOMPARE(time.at(m_noon - 5h, m_start + 3h + 10min), m_noon + 2h + 5min);
        QCOMPARE(time.at(m_noon - 5h + 20min, m_start + 3h + 30min), m_noon + 2h + 15min);
    }
    void followsAClockThatWasWrong()
    {
        RunningTime time;
        time.at(m_noon + 24h * 365, m_start);
        QCOMPARE(time.at(m_noon, m_start + 1s), m_noon);
        QCOMPARE(time.at(m_noon + 1s, m_start + 2s), m_noon + 1s);
        QCOMPARE(time.at(m_noon - 1s, m_start + 2s), m_noon + 1s);
    }
    void knowsThePastFromElsewhere()
    {
        RunningTime time;
        time.notBefore(m_noon + 1h, m_noon, m_start);
        QCOMPARE(time.at(m_noon + 10min, m_start + 10min), m_noon + 1h); // the first look begins the slow pace
        QCOMPARE(time.at(m_noon + 20min, m_start + 20min), m_noon + 1h + 5min);
        RunningTime other;
        other.notBefore(m_noon - 1h, m_noon, m_start);
        QCOMPARE(other.at(m_noon, m_start), m_noon);
        other.notBefore(m_noon + 24h * 30, m_noon, m_start); // no clock was set back so far
        QCOMPARE(other.at(m_noon, m_start), m_noon);
    }
    void neverGoesBackUnderManyThreads()
    {
        RunningTime time;
        std::atomic<std::int64_t> system{toMillis(m_noon)};
        std::atomic<bool> failed{false};
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&, i] {
                auto last = Time{};
                for (int step = 0; step < 20'000; ++step) {
                    if (i == 0)
                        system += step % 50 == 0 ? -40 : 1;
                    const auto present = time.at(fromMillis(system), m_start + std::chrono::milliseconds(step));
                    failed = failed || present < last;
                    last = present;
                }
            });
        }
        for (auto& thread : threads)
            thread.join();
        QVERIFY(!failed);
    }
};

QTEST_GUILESS_MAIN(RunningTimeTest)
#include "running_time_test.moc"
