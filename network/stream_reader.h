#pragma once

#include <vector>

#include <QNetworkReply>
#include <QObject>
#include <QTimer>

#include "core/result.h"
#include "network/live_event.h"
#include "network/sse_parser.h"
#include "network/transport.h"

namespace tokenhouse {

/// One attempt of an EventStream, on the network's thread: opens it, reads and decodes it until it ends, says ended()
/// once. Made on the window's thread and moved; deleting it (deleteLater) closes the stream.
class StreamReader : public QObject {
    Q_OBJECT

public:
    StreamReader(Transport& transport, QByteArray query, QByteArray lastId, std::chrono::milliseconds patience);
    ~StreamReader() override;
    void open();

Q_SIGNALS:
    void opened();
    void received(const std::vector<tokenhouse::LiveEvent>& events, bool session, const QByteArray& lastId);
    void ended(const tokenhouse::Failure& failure);

private:
    void headers();
    void read();
    void end(const Failure& failure);

    Transport& m_transport;
    QByteArray m_query;
    QByteArray m_lastId;
    QTimer m_silence;
    SseParser m_parser;
    QNetworkReply* m_reply = nullptr;
    bool m_isOpen = false;
    bool m_isOver = false;
};

} // namespace tokenhouse
