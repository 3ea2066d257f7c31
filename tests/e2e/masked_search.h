#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <QString>

namespace tokenhouse::tests {

/// A secret as a test keeps it: never in plain, so that it leaves no trace of its own.
class MaskedText {
public:
    MaskedText() = default;
    explicit MaskedText(std::string_view plain);
    std::size_t size() const { return m_bytes.size(); }
    char at(std::size_t index) const;
    /// For another process, or for what wipes it; the caller wipes it.
    std::string plain() const;

private:
    std::vector<unsigned char> m_bytes;
};

/// The files below these folders that hold it: in plain, in UTF-16, in hex or Base64.
QStringList filesWith(const MaskedText& text, const QStringList& folders);

} // namespace tokenhouse::tests
