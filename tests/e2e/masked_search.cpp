#include "tests/e2e/masked_search.h"

#include <QDirIterator>
#include <QFile>

#include "core/secret.h"

namespace tokenhouse::tests {

namespace {

constexpr unsigned char mask = 0xA5;
} // namespace

MaskedText::MaskedText(std::string_view plain)
{
    for (const char c : plain)
        m_bytes.push_back(static_cast<unsigned char>(c) ^ mask);
}

char MaskedText::at(std::size_t index) const
{
    return static_cast<char>(m_bytes[index] ^ mask);
}

std::string MaskedText::plain() const
{
    std::string text;
    text.reserve(m_bytes.size());
    for (std::size_t i = 0; i < m_bytes.size(); ++i)
        text += at(i);
    return text;
}

QStringList filesWith(const MaskedText& text, const QStringList& folders)
{
    auto plain = text.plain();
    const auto bytes = QByteArray::fromStdString(plain);
    const auto wide = QString::fromLatin1(bytes);
    const QByteArray utf16(reinterpret_cast<const char*>(wide.utf16()), wide.size() * 2);
    QList<QByteArray> forms{bytes, utf16, bytes.toHex(), bytes.toHex().toUpper(),
                            bytes.toBase64().chopped(4)}; // without its end, which depends on what follows
    QStringList found;
    for (const auto& folder : folders) {
        QDirIterator files(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (!file.open(QIODevice::ReadOnly))
                continue; // a socket
            const auto content = file.readAll();
            for (const auto& form : forms) {
                if (content.contains(form)) {
                    found << file.fileName();
                    break;
                }
            }
        }
    }
    wipe(plain);
    for (auto& form : forms)
        wipe(form.data(), static_cast<std::size_t>(form.size()));
    return found;
}

} // namespace tokenhouse::tests
