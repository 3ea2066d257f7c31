"""Refuses includes that the tables below forbid; docs/architecture.md tells people the same.

Every include is judged: ours ("folder/name.h", always from the root) by the folder it lies in, a library's by what
stands in LIBRARIES, Qt's by its module. What is in no table is refused too, so that a new library or folder is a
decision that somebody writes down here and in docs/dependencies.md.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

SERVER = ["server/" + name for name in
          "store auth registry audit demo http actions endpoint api main".split()]
DESKTOP = ["network", "models", "views", "app"]

# Folder: the folders of ours that it may include besides itself.
FOLDERS = {
    "core": [],
    "network": ["core"],
    "models": ["core"],
    "views": ["core", "models"],
    "app": ["core", "network", "models", "views", "translations"],
    "translations": [],
    "programs": [],
    "server/store": ["core"],
    "server/auth": ["core", "server/store"],
    "server/registry": ["core", "server/store", "server/auth"],
    "server/audit": ["core", "server/store", "server/auth", "server/registry"],
    "server/demo": ["core", "server/store", "server/auth", "server/registry"],
    "server/http": ["core"],
    "server/actions": ["core"],
    "server/endpoint": ["core", "server/http", "server/actions", "server/store", "server/auth"],
    "server/api": ["core", "server/http", "server/actions", "server/store", "server/auth", "server/registry",
                   "server/audit"],
    "server/main": ["core", *SERVER],
    "server/worker": ["core"],
    "tests/core": ["core"],
    "tests/store": ["core", "server/store", "server/auth", "server/registry", "server/audit", "server/demo"],
    "tests/registry": ["core", "server/store", "server/auth", "server/registry", "server/audit", "server/demo"],
    "tests/actions": ["core", "server/actions"],
    "tests/endpoint": ["core", *SERVER, "tests/registry"],
    "tests/api": ["core", *SERVER],
    "tests/clock": [],
    "tests/main": ["core", *SERVER],
    "tests/network": ["core", "network"],
    "tests/models": ["core", "models"],
    "tests/views": ["core", "models", "views", "translations"],
    "tests/translations": ["translations"],
    "tests/e2e": ["core", *DESKTOP, "translations", "tests/api"],
    "tests/bench": ["core", *SERVER, *DESKTOP, "translations"],
    "tests/support": ["core", *SERVER, *DESKTOP],
}
for name in list(FOLDERS):
    if name.startswith("tests/") and name != "tests/core":
        FOLDERS[name] = [*FOLDERS[name], "tests/support"]

# What is written only in one's own folder, though others may include the folder: implementations behind interfaces.
HIDDEN = {"server/store/sqlite": ["server/store", "server/demo", "tests/store", "tests/bench"]}

# Single headers that a folder may include though it may not know the rest of theirs.
SHARED = {"server/actions/script_wire.h": ["server/worker"]}

EVERYWHERE = ["*"]
# Beginning of a library's header: who may include it, by folder or group.
LIBRARIES = {
    "boost/json": EVERYWHERE,
    "tl/": EVERYWHERE,
    "boost/url": ["core", "server"],
    "utf8proc.h": ["core"],
    "openssl/": ["core", "server/store", "server/auth", "server/registry", "server/audit", "server/demo",
                 "server/http", "server/actions", "server/endpoint", "server/main", "network", "app", "tests"],
    "boost/": [*SERVER, "tests"],
    "sqlite3.h": ["server/store", "tests/store", "tests/endpoint", "tests/api", "tests/e2e"],
    "sodium.h": ["server/auth", "server/api", "server/main"],
    "spdlog/": ["server", "tests/endpoint"],
    "fmt/": ["server"],
    "CLI/": ["server/main"],
    "toml++/": ["server/main"],
    "jsc/": ["server/worker"],
    "JavaScriptCore/": ["server/worker"],
    "qt6keychain/": ["network"],
    "keychain.h": ["network"],
    "rapidcheck": ["tests"],
}
QT = {
    "translations": ["QtCore"],
    "network": ["QtCore", "QtNetwork"],
    "models": ["QtCore", "QtGui"],
    "views": ["QtCore", "QtGui", "QtWidgets", "QtSvg", "QtCharts"],
    "app": ["QtCore", "QtGui", "QtWidgets", "QtNetwork", "QtSvg", "QtDBus"],
    "tests": ["QtCore", "QtTest"],
    "tests/network": ["QtCore", "QtTest", "QtNetwork"],
    "tests/models": ["QtCore", "QtTest", "QtGui"],
    "tests/views": ["QtCore", "QtTest", "QtGui", "QtWidgets", "QtSvg", "QtCharts"],
    "tests/e2e": ["QtCore", "QtTest", "QtGui", "QtWidgets", "QtNetwork", "QtSvg", "QtDBus"],
    "tests/support": ["QtCore", "QtTest", "QtGui", "QtWidgets", "QtNetwork", "QtDBus"],
    "tests/bench": ["QtCore", "QtTest", "QtGui", "QtWidgets", "QtNetwork"],
}
SYSTEM = re.compile(r"^(sys|arpa|netinet|net|linux|X11|xcb)/|^(unistd|fcntl|signal|poll|pwd|grp|termios|pthread|sched|"
                    r"errno|dirent|malloc|netdb|spawn|string|syslog|seccomp|windows)\.h$")
NO_SYSTEM = ["core", "models", "views"]
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')


def qt_modules():
    """Header to module, read from the installed Qt."""
    for folder in ("/usr/include/x86_64-linux-gnu/qt6", "/usr/include/aarch64-linux-gnu/qt6", "/usr/include/qt6"):
        if pathlib.Path(folder).is_dir():
            return {header.name: module.name for module in pathlib.Path(folder).glob("Qt*") if module.is_dir()
                    for header in module.iterdir() if header.is_file()}
    sys.exit("layers: Qt's headers are missing (scripts/deps build)")


def folder_of(path):
    """The longest folder of the table that a path lies in."""
    parts = pathlib.PurePosixPath(path).parts
    for length in (2, 1):
        if len(parts) > length and "/".join(parts[:length]) in FOLDERS:
            return "/".join(parts[:length])
    return None


def permits(owners, folder):
    return any(owner == "*" or folder == owner or folder.startswith(owner + "/") for owner in owners)


def judge_ours(folder, path, target):
    if target.endswith(".moc"):
        return None
    other = folder_of(target)
    if other is None:
        return "not an include from the root of the tree, or a folder that no table knows"
    if folder in SHARED.get(target, []):
        return None
    if other != folder and other not in FOLDERS[folder]:
        return f"{folder} may not know {other}"
    for hidden, owners in HIDDEN.items():
        if target.startswith(hidden + "/") and folder not in owners:
            return f"{hidden} is known to {', '.join(owners)} only"
    return None


def judge_library(folder, header, modules):
    name = header.split("/")[-1]
    module = header.split("/")[0] if header.startswith("Qt") and "/" in header else modules.get(name)
    if module is None and re.match(r"^Qt[A-Z]\w*$", header):
        module = header
    if module is not None and "/" not in header or header.startswith("Qt"):
        allowed = QT.get(folder, QT["tests"] if folder.startswith("tests/") else [])
        return None if module in allowed else f"{folder} may not use {module}"
    # The longest beginning counts: boost/json is not boost.
    known = max((start for start in LIBRARIES if header.startswith(start)), key=len, default=None)
    if known is not None:
        return None if permits(LIBRARIES[known], folder) else f"{folder} may not use {known.rstrip('/')}"
    if SYSTEM.match(header):
        return f"{folder} is standard C++ without system headers" if folder in NO_SYSTEM else None
    if re.match(r"^[a-z0-9_]+$", header):
        return None
    return "a library that no table knows"


def check(root, names, modules):
    faults = []
    for name in names:
        folder = folder_of(name)
        if folder is None:
            faults.append(f"{name}: lies in a folder that no table knows")
            continue
        for number, line in enumerate((root / name).read_text(encoding="utf-8").splitlines(), 1):
            found = INCLUDE.match(line)
            if not found:
                continue
            fault = (judge_ours(folder, name, found[1]) if found[1] else judge_library(folder, found[2], modules))
            if fault:
                faults.append(f"{name}:{number}: {found[1] or found[2]}: {fault}")
    return faults


GOOD = {
    "core/a.cpp": '#include "core/a.h"\n#include <vector>\n#include <boost/json.hpp>\n#include <openssl/evp.h>',
    "server/api/a.cpp": '#include "server/registry/r.h"\n#include <boost/asio.hpp>\n#include <unistd.h>',
    "views/pages/a.cpp": '#include "models/m.h"\n#include <QWidget>\n#include <QtWidgets/QLabel>',
    "tests/core/a_test.cpp": '#include "core/a.h"\n#include <QtTest>\n#include "a_test.moc"',
    "app/a.cpp": '#include "network/n.h"\n#include "views/v.h"\n#include <QNetworkReply>',
}
BAD = {
    "core/a.cpp": ['<QString>', '<QtCore/QString>', '"server/store/store.h"', '<boost/asio.hpp>', '<unistd.h>', '"a.h"'],
    "server/store/a.cpp": ['<QObject>', '"views/v.h"', '"server/api/a.h"', '<toml++/toml.h>'],
    "server/registry/a.cpp": ['"server/store/sqlite/writer.h"', '<sqlite3.h>'],
    "server/worker/a.cpp": ['"server/auth/key_ring.h"', '"server/actions/script_runner.h"', '<boost/asio.hpp>'],
    "models/a.h": ['<QWidget>', '<QtNetwork>', '<QNetworkReply>', '"network/n.h"'],
    "views/pages/a.cpp": ['"network/n.h"', '"app/main_window.h"', '<QNetworkAccessManager>'],
    "network/a.cpp": ['"models/m.h"', '"views/v.h"', '<QLabel>', '"server/http/exchange.h"'],
    "tests/core/a_test.cpp": ['"server/store/store.h"', '<QWidget>'],
    "tests/views/a_test.cpp": ['"server/store/store.h"', '"network/n.h"'],
    "app/a.cpp": ['"server/main/main.h"', '<unknown/library.h>'],
    "misc/a.cpp": ['<vector>'],
}


def self_test(modules):
    missed = []
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary)

        def faults(name, text):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text + "\n", encoding="utf-8")
            return check(root, [name], modules)

        for name, text in GOOD.items():
            missed += [f"refused without need: {fault}" for fault in faults(name, text)]
        for name, headers in BAD.items():
            missed += [f"let pass: {name}: {header}" for header in headers if not faults(name, f"#include {header}")]
    for line in missed:
        print(line)
    print(f"self-test: {sum(map(len, BAD.values()))} forbidden includes, {len(missed)} judged wrongly")
    return 1 if missed else 0


def main():
    modules = qt_modules()
    if "--self-test" in sys.argv[1:]:
        return self_test(modules)
    names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.cpp", "*.h"], cwd=ROOT,
                           capture_output=True, text=True, check=True).stdout.splitlines()
    faults = check(ROOT, [name for name in names if (ROOT / name).is_file()], modules)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


sys.exit(main())
