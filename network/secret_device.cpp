#include "network/secret_device.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace tokenhouse {

SecretDevice::SecretDevice(std::shared_ptr<const SecretBytes> bytes, QObject* parent)
    : QIODevice(parent), m_bytes(std::move(bytes))
{
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

qint64 SecretDevice::bytesAvailable() const
{
    return static_cast<qint64>(m_bytes->size() - m_position);
}

qint64 SecretDevice::readData(char* data, qint64 maximum)
{
    const auto size = std::min(static_cast<std::size_t>(std::max<qint64>(0, maximum)), m_bytes->size() - m_position);
    if (size == 0) {
        return maximum > 0 ? -1 : 0;
    }
    std::memcpy(data, m_bytes->view().data() + m_position, size);
    m_position += size;
    return static_cast<qint64>(size);
}

qint64 SecretDevice::writeData(const char*, qint64)
{
    return -1;
}

} // namespace tokenhouse
