#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/result.h"
#include "server/actions/script_runner.h"

namespace tokenhouse::server {

/// The scripts directory. Every look goes to the directory itself, so that a file put there counts from the next call
/// on; only texts are kept, by what tells two versions apart. Names with separators and links that lead out of the
/// directory are not there. Thread-safe.
class ScriptFolder {
public:
    explicit ScriptFolder(std::string directory);

    enum class Fault { None, NotFound, Unreadable, NoRoom };
    struct Source {
        Fault fault = Fault::None;               ///< NoRoom: the process has no descriptor or memory left for now
        std::string detail;                      ///< of a fault, for the log
        std::shared_ptr<const std::string> text; ///< valid UTF-8 without NUL and byte order mark
    };
    Source read(const std::string& name);
    bool exists(const std::string& name) const;
    /// Reads only what changed since it was listed before.
    Result<std::vector<ScriptRunner::ScriptFile>> list() const;
    const std::string& path() const { return m_directory; }

    static constexpr std::size_t sourceMaximum = 4u << 20;

private:
    /// What tells two versions of a file apart.
    struct Version {
        std::uint64_t device = 0;
        std::uint64_t inode = 0;
        std::int64_t size = 0;
        std::int64_t modified = 0; ///< ns
        std::int64_t changed = 0;  ///< ns
        bool operator==(const Version&) const = default;
    };
    struct Kept {
        Version version;
        std::shared_ptr<const std::string> text;
    };
    struct Listed {
        Version version;
        ScriptRunner::ScriptFile file;
    };
    class File;
    static bool isSettled(const Version& version);

    std::string m_directory;
    std::mutex m_mutex; // guards m_kept
    std::unordered_map<std::string, Kept> m_kept;
    mutable std::mutex m_listMutex; // guards m_listed; a long listing holds up no call
    mutable std::unordered_map<std::string, Listed> m_listed;
};

} // namespace tokenhouse::server
