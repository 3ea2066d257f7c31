#include "server/actions/script_folder.h"

#include "core/text.h"
#include "core/time.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <optional>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tokenhouse::server {

namespace {

constexpr std::size_t textsKept = 1000;

std::int64_t nanoseconds(const timespec& time)
{
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

/// Opens without following a link that leaves `directory`, and without waiting for the writer of a pipe.
int openBeneath(int directory, const char* name)
{
    open_how how{};
    how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    return static_cast<int>(::syscall(SYS_openat2, directory, name, &how, sizeof how));
}

} // namespace

/// An open script: its descriptor and what fstat said of it.
class ScriptFolder::File {
public:
    File(const std::string& directory, const std::string& name)
    {
        const int folder = ::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (folder < 0) {
            m_error = errno;
            return;
        }
        m_descriptor = openBeneath(folder, name.c_str());
        m_error = m_descriptor < 0 ? errno : 0;
        ::close(folder);
        if (m_descriptor >= 0 && (::fstat(m_descriptor, &m_status) != 0 || !S_ISREG(m_status.st_mode))) {
            ::close(m_descriptor);
            m_descriptor = -1;
        }
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File()
    {
        if (m_descriptor >= 0) {
            ::close(m_descriptor);
        }
    }

    bool isOpen() const { return m_descriptor >= 0; }
    /// It may be there; this process cannot open anything at the moment.
    bool lacksRoom() const { return m_error == EMFILE || m_error == ENFILE || m_error == ENOMEM; }
    std::size_t size() const { return static_cast<std::size_t>(m_status.st_size); }
    const struct stat& status() const { return m_status; }
    Version version() const
    {
        return {m_status.st_dev, m_status.st_ino, m_status.st_size, nanoseconds(m_status.st_mtim),
                nanoseconds(m_status.st_ctim)};
    }
    /// The whole file, or nothing when it cannot be read or is over `limit`.
    std::optional<std::string> text(std::size_t limit) const
    {
        std::string all(std::min(size(), limit) + 1, '\0');
        std::size_t done = 0;
        for (;;) {
            const auto count = ::read(m_descriptor, all.data() + done, all.size() - done);
            if (count < 0 && errno == EINTR) {
                continue;
            }
            if (count < 0) {
                return std::nullopt;
            }
            done += static_cast<std::size_t>(count);
            if (count == 0) {
                all.resize(done);
                return all;
            }
            if (done > limit) {
                return std::nullopt;
            }
            if (done == all.size()) {
                all.resize(std::min(all.size() * 2, limit + 1));
            }
        }
    }

private:
    int m_descriptor = -1;
    int m_error = 0;
    struct stat m_status {};
};

ScriptFolder::ScriptFolder(std::string directory) : m_directory(std::move(directory)) {}

ScriptFolder::Source ScriptFolder::read(const std::string& name)
{
    if (!isValidScriptName(name)) {
        return {Fault::NotFound, "the name is no script's", {}};
    }
    const File file(m_directory, name);
    if (file.lacksRoom()) {
        return {Fault::NoRoom, "the server has no file descriptor or memory left to open the script", {}};
    }
    const std::lock_guard lock(m_mutex);
    if (!file.isOpen()) {
        m_kept.erase(name);
        return {Fault::NotFound, "there is no such file in the scripts directory", {}};
    }
    const auto version = file.version();
    if (const auto found = m_kept.find(name); found != m_kept.end() && found->second.version == version) {
        return {Fault::None, {}, found->second.text};
    }
    auto text = file.text(sourceMaximum);
    if (!text) {
        return {Fault::Unreadable, "the script cannot be read, or is over 4 MB", {}};
    }
    if (!isValidUtf8(*text) || text->find('\0') != std::string::npos) {
        return {Fault::Unreadable, "the script is not UTF-8 text", {}};
    }
    if (text->starts_with("\xEF\xBB\xBF")) {
        text->erase(0, 3);
    }
    auto shared = std::make_shared<const std::string>(std::move(*text));
    if (isSettled(version)) {
        if (m_kept.size() >= textsKept) {
            m_kept.clear();
        }
        m_kept[name] = {version, shared};
    }
    return {Fault::None, {}, std::move(shared)};
}

/// A file written again within one tick of the file system's clock looks the same: what is that fresh is not kept.
bool ScriptFolder::isSettled(const Version& version)
{
    timespec clock{};
    ::clock_gettime(CLOCK_REALTIME, &clock);
    return nanoseconds(clock) - std::max(version.modified, version.changed) > 50'000'000;
}

bool ScriptFolder::exists(const std::string& name) const
{
    return isValidScriptName(name) && File(m_directory, name).isOpen();
}

Result<std::vector<ScriptRunner::ScriptFile>> ScriptFolder::list() const
{
    auto* const stream = ::opendir(m_directory.c_str());
    if (stream == nullptr) {
        const auto* why = errno == ENOENT    ? "does not exist"
                          : errno == ENOTDIR ? "is not a directory"
                                             : "cannot be read";
        return fail(tokenhouse::Fault::Unavailable, "The scripts directory " + displaySafe(m_directory) + " " + why
                                                        + ". Create it, or name another in the configuration.");
    }
    const std::lock_guard lock(m_listMutex);
    std::unordered_map<std::string, Listed> listed;
    std::vector<ScriptRunner::ScriptFile> files;
    bool lacksRoom = false;
    while (const auto* const entry = ::readdir(stream)) {
        const std::string name = entry->d_name;
        if (!isValidScriptName(name)) {
            continue;
        }
        const File file(m_directory, name);
        lacksRoom = lacksRoom || file.lacksRoom();
        if (!file.isOpen()) {
            continue;
        }
        const auto version = file.version();
        if (const auto known = m_listed.find(name); known != m_listed.end() && known->second.version == version) {
            files.push_back(known->second.file);
            listed.insert(std::move(*known));
            continue;
        }
        if (const auto text = file.text(sourceMaximum)) {
            const auto modified = fromMillis(version.modified / 1'000'000);
            files.push_back({name, text->size(), hexText(sha256(*text)), formatTime(modified)});
            if (isSettled(version)) {
                listed[name] = {version, files.back()};
            }
        }
    }
    ::closedir(stream);
    m_listed = std::move(listed);
    if (lacksRoom) {
        return fail(tokenhouse::Fault::Unavailable,
                    "The server has no file descriptor or memory left to look at its scripts. Try again shortly.",
                    {{"retryAfter", 1}});
    }
    std::ranges::sort(files, {}, &ScriptRunner::ScriptFile::name);
    return files;
}

} // namespace tokenhouse::server
