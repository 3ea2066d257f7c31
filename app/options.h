#pragma once

#include <optional>

#include <QString>
#include <QStringList>

namespace tokenhouse {

/// What `tokenhouse` was called with; contract.md, tokenhouse.
struct Options {
    QString server;    ///< URL; empty = the last server, at first the local workspace
    QString localData; ///< --local DIR
    bool demo = false; ///< a throw-away local workspace with demo stock
    QString link;      ///< tokenhouse://profile/tokens/ID

    struct Outcome {
        std::optional<int> exitCode; ///< --help, --version or wrong usage: print `text` and end with it
        QString text;
    };
    /// Reads the arguments (without the program's name). Wrong usage ends with 2.
    Outcome read(const QStringList& arguments);
};

} // namespace tokenhouse
