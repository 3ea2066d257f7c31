"""House rules that no tool knows; CONTRIBUTING.md says why each is one."""
import dataclasses
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


@dataclasses.dataclass
class Rule:
    what: str
    pattern: str
    within: tuple = ("",)  # beginnings of paths
    without: tuple = ()
    breaks: str = ""       # a line that breaks the rule
    keeps: str = ""        # a line near it that does not


RULES = [
    Rule("no singletons reached from anywhere: hand the object in", r"(?<!Application)(?<!qApp)\b(::|->|\.)instance\(\)",
         within=("core/", "network/", "models/", "views/", "app/", "server/"), without=("app/main.cpp",),
         breaks="Settings::instance().load();", keeps="QCoreApplication::instance()->quit();"),
    Rule("a test is not skipped: it is repaired or removed", r"\bQSKIP\b|\bQEXPECT_FAIL\b|GTEST_SKIP", within=("tests/",),
         breaks="    QSKIP(\"later\");", keeps="    QVERIFY(skipped);"),
    Rule("a test waits for something, never for time to pass", r"\bq(S|ms)leep\(|\bqWait\(|sleep_(for|until)\(|\busleep\(",
         within=("tests/",), without=("tests/bench/", "tests/support/"), breaks="    QTest::qWait(100);",
         keeps="    QVERIFY(QTest::qWaitFor(done));"),
    Rule("no nested event loop: open() and a signal instead of exec()", r"(\.|->)exec\((?!\")|\bQEventLoop\b",
         within=("network/", "models/", "views/", "app/"), without=("app/main.cpp",), breaks="    dialog.exec();",
         keeps="    dialog->open();"),
    Rule("NOLINT names its check and its reason: NOLINT(check): why", r"NOLINT(NEXTLINE|BEGIN)?\b(?!\([\w.,*-]+\): \S{3,})",
         breaks="int x; // NOLINT", keeps="int x; // NOLINT(cppcoreguidelines-init-variables): set by the call below"),
    Rule("no widget names a colour: ask the theme", r"\bQColor\(\s*(\d|\"|u\"|0x|QStringLiteral|Qt::)|\bQt::(white|black|red|"
         r"(dark)?(Red|Green|Blue|Gray|Cyan|Magenta|Yellow)|green|blue|gray|lightGray|cyan|yellow)\b|\"#[0-9a-fA-F]{6}\b",
         within=("views/", "app/", "models/"), without=("views/theme",), breaks="    p.setPen(QColor(255, 0, 0));",
         keeps="    p.setPen(theme.colour(Role::Line));"),
    Rule("no secret in a QString: use SecretBytes and the secret field", r"QString\w*\s*&?\s*\w*[sS]ecret(Text|Value|String)\b",
         within=("network/", "models/", "views/", "app/"), breaks="    QString secretText;",
         keeps="    SecretBytes secretText;"),
    Rule("no promise to do it later: do it or write an issue", r"\b(TODO|FIXME|XXX|HACK)\b", without=("scripts/checks/",),
         breaks="// TODO handle errors", keeps="// what is to do"),
    Rule("output goes to a log or a named stream", r"\bqDebug\(|\bstd::cout\b|\bstd::cerr\b|\bprintf\(",
         within=("core/", "network/", "models/", "views/", "server/"), without=("server/main/", "server/worker/"),
         breaks="    qDebug() << secret;", keeps="    snprintf(buffer, size, format);"),
]


def applies(rule, name):
    return any(name.startswith(start) for start in rule.within) and not any(name.startswith(s) for s in rule.without)


def faults_of(name, lines):
    faults = []
    rules = [rule for rule in RULES if applies(rule, name)]
    for number, line in enumerate(lines, 1):
        faults += [f"{name}:{number}: {rule.what}" for rule in rules if re.search(rule.pattern, line)]
        faults += [f"{name}:{number}: there is no {page}" for page in re.findall(r"\bdocs/[\w/-]+\.md\b", line)
                   if not (ROOT / page).exists()]
    if name.endswith(".h") and "#pragma once" not in lines[:3]:
        faults.append(f"{name}:1: a header begins with #pragma once")
    if not re.fullmatch(r"[a-z0-9_]+\.(cpp|h)", pathlib.PurePosixPath(name).name):
        faults.append(f"{name}: file names are lower case with underscores")
    return faults


def self_test():
    wrong = 0
    for rule in RULES:
        place = (rule.within[0] or "core/") + "a.cpp"
        if not any(rule.what in fault for fault in faults_of(place, [rule.breaks])):
            print(f"let pass: {rule.breaks.strip()}")
            wrong += 1
        for fault in faults_of(place, [rule.keeps]):
            print(f"refused without need: {rule.keeps.strip()} ({fault})")
            wrong += 1
    print(f"self-test: {len(RULES)} rules, {wrong} judged wrongly")
    return 1 if wrong else 0


def main():
    if "--self-test" in sys.argv[1:]:
        return self_test()
    names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.cpp", "*.h"], cwd=ROOT,
                           capture_output=True, text=True, check=True).stdout.splitlines()
    faults = []
    for name in names:
        if (ROOT / name).is_file():
            faults += faults_of(name, (ROOT / name).read_text(encoding="utf-8").splitlines())
    for fault in faults:
        print(fault)
    return 1 if faults else 0


sys.exit(main())
