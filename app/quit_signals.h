#pragma once

#include <QObject>

namespace tokenhouse {

/// SIGTERM, SIGINT and SIGHUP end the program as its own Quit does: the clipboard is cleared of a secret, settings are
/// kept, the local server ends. One for the program's life; GUI thread.
class QuitSignals : public QObject {
    Q_OBJECT

public:
    explicit QuitSignals(QObject* parent = nullptr);
    ~QuitSignals() override;

Q_SIGNALS:
    void received();

private:
    int m_read = -1;
};

} // namespace tokenhouse
