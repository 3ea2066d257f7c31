#pragma once

#include <stdexcept>
#include <string>

#include <QByteArray>
#include <QFile>
#include <QString>

namespace tokenhouse::tests {

/// As Qt Test compares and prints it.
inline QString text(const std::string& bytes)
{
    return QString::fromStdString(bytes);
}

/// A file with these bytes and nothing else, for its owner only.
inline void writeFile(const std::string& path, const QByteArray& bytes)
{
    QFile file(text(path));
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(bytes) != bytes.size()
        || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
        throw std::runtime_error("not written: " + path);
}

} // namespace tokenhouse::tests
