#pragma once

#include <cstddef>
#include <memory>

#include <QIODevice>

#include "core/secret.h"

namespace tokenhouse {

/// A request's body as Qt reads it, out of memory that is wiped. It is sequential on purpose: Qt sends a request again
/// by itself when a connection breaks, whatever its method, unless the body cannot be rewound.
class SecretDevice final : public QIODevice {
    Q_OBJECT

public:
    SecretDevice(std::shared_ptr<const SecretBytes> bytes, QObject* parent);

    bool isSequential() const override { return true; }
    qint64 bytesAvailable() const override;
    bool seek(qint64) override { return false; }
    bool atEnd() const override { return bytesAvailable() == 0; }

protected:
    qint64 readData(char* data, qint64 maximum) override;
    qint64 writeData(const char* data, qint64 size) override;

private:
    std::shared_ptr<const SecretBytes> m_bytes;
    std::size_t m_position = 0;
};

} // namespace tokenhouse
