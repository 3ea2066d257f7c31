#pragma once

#include <vector>

#include <QObject>
#include <QString>

#include "core/result.h"
#include "core/secret.h"

namespace tokenhouse {

/// The requirements of a secret as lines, judged while it is typed. Keeps counts and positions, never the secret.
class SecretCheckState : public QObject {
    Q_OBJECT

public:
    enum class Met { Open, Yes, No }; ///< Open: nothing typed yet, or only the server can tell
    Q_ENUM(Met)
    struct Line {
        QString key;  ///< "length", "alphabet", "unique"
        QString text; ///< "At least 32 characters: 8 more", "Only a-z A-Z 0-9 _ - . = + /: character 5 is not"
        Met met = Met::Open;
    };

    explicit SecretCheckState(QObject* parent = nullptr);

    void setSecret(std::string_view secret);
    /// The server's answer to the last try; forgotten as soon as the secret changes.
    void setRefused(const Failure& failure);
    const std::vector<Line>& lines() const { return m_lines; }
    bool isGood() const; ///< nothing that is known speaks against it
    /// 32 characters that stand for nothing, code point positions (from 0) of foreign characters.
    const std::vector<std::size_t>& foreignPositions() const { return m_check.foreign; }

Q_SIGNALS:
    void changed();

private:
    void rebuild();

    SecretCheck m_check;
    bool m_empty = true;
    bool m_inUse = false;
    std::vector<Line> m_lines;
};

} // namespace tokenhouse
