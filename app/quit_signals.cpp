#include "app/quit_signals.h"

#include <array>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

#include <QSocketNotifier>

namespace tokenhouse {

namespace {

constexpr std::array caught{SIGTERM, SIGINT, SIGHUP};

int writeEnd = -1; // what a handler may touch: a descriptor that is set before it is installed

void onSignal(int)
{
    const int kept = errno;
    const char one = 1;
    [[maybe_unused]] const auto written = ::write(writeEnd, &one, 1);
    errno = kept;
}

void install(void (*handler)(int))
{
    struct sigaction action {};
    action.sa_handler = handler;
    ::sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    for (const int one : caught)
        ::sigaction(one, &action, nullptr);
}

} // namespace

QuitSignals::QuitSignals(QObject* parent) : QObject(parent)
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return; // no descriptors: the signals keep their usual effect
    m_read = ends[0];
    writeEnd = ends[1];
    auto* notifier = new QSocketNotifier(m_read, QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this] {
        char one = 0;
        while (::read(m_read, &one, 1) > 0) {}
        // A second one is meant: it does not wait for whatever holds the first one up.
        install(SIG_DFL);
        Q_EMIT received();
    });
    install(onSignal);
}

QuitSignals::~QuitSignals()
{
    if (m_read < 0)
        return;
    install(SIG_DFL);
    ::close(m_read);
    ::close(writeEnd);
}

} // namespace tokenhouse
