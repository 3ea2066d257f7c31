"""Runs clang-tidy or clazy over the units of build/dev: clang.py tidy|clazy FOLDER... [--changed]

With --changed only over those that standard input names: a .cpp itself, and for a header the units that include it.
A unit that was found clean is not looked at again until it, a header of ours that it includes, its compiler call or
the check's settings change; what is known of it lies in build/checks.

Nearly all of a unit's time goes into the headers of Qt, Boost and the library, so the units of a folder are looked at
several in one; where they do not go together (two helpers of one name), in halves.
"""
import collections
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build" / "dev"
# A constant QString made by QStringLiteral neither allocates nor depends on an order.
CLAZY_CHECKS = "level0,level1,no-qproperty-without-notify,no-non-pod-global-static"
OURS = "(core|network|models|views|app|server|tests)"
TOOLS = {
    "tidy": ["clang-tidy-16", "--quiet", f"--config-file={ROOT}/.clang-tidy", "--checks=-bugprone-suspicious-include",
             f"--header-filter={ROOT}/{OURS}/.*", "--extra-arg=-Wno-ignored-optimization-argument",
             "--extra-arg=-Wno-unknown-warning-option", "--extra-arg=-Wno-shadow"],
    "clazy": ["clazy-standalone", "--checks=" + CLAZY_CHECKS, "--extra-arg=-Wno-everything", "--extra-arg=-Wno-error",
              f"--header-filter={ROOT}/(network|models|views|app)/"],
}
BATCH = 10
PRECOMPILED = re.compile(r" -Winvalid-pch -include \S*cmake_pch\.hxx")
FINDING = re.compile(r"(warning|error): ")
BROKEN = re.compile(r"\[clang-diagnostic-error\]|fatal error: |: error: .*(?<!\])$")


def own_headers():
    """Unit to the headers of ours that its last build read."""
    listing = subprocess.run(["ninja", "-C", str(BUILD), "-t", "deps"], capture_output=True, text=True, check=True).stdout
    result = collections.defaultdict(set)
    for block in listing.split("\n\n"):
        paths = [(BUILD / line.strip()).resolve() for line in block.splitlines()[1:]]
        ours = [path for path in paths if path.is_relative_to(ROOT) and not path.is_relative_to(ROOT / "build")]
        for unit in (path for path in ours if path.suffix == ".cpp"):
            result[unit].update(path for path in ours if path != unit)
    return result


def units(folders):
    found = {}
    for one in json.loads((BUILD / "compile_commands.json").read_text(encoding="utf-8")):
        path = pathlib.Path(one["file"]).resolve()
        if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in folders:
            # Without the precompiled headers: a unit includes what it uses.
            found.setdefault(path, PRECOMPILED.sub("", one["command"]))
    return found


def state_of(tool, unit, command, headers):
    digest = hashlib.sha256(" ".join([*TOOLS[tool], command]).encode())
    for path in [unit, *sorted(headers), *sorted(ROOT.glob("**/.clang-tidy") if tool == "tidy" else [])]:
        if path.exists():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def batches(units_):
    """Units of one folder with one kind of call, BATCH at a time."""
    groups = collections.defaultdict(list)
    for unit in units_:
        groups[unit.parent].append(unit)
    return [group[at:at + BATCH] for group in groups.values() for at in range(0, len(group), BATCH)]


def call_of(batch, calls, source):
    """The compiler call of the first unit for `source`, with what the others include beside."""
    words = shlex.split(calls[batch[0]])
    words = [str(source) if word == str(batch[0]) else word for word in words]
    for unit in batch[1:]:
        words += [word for word in shlex.split(calls[unit]) if word.startswith("-I") and word not in words]
    return words


def call_of_tool(tool, folder):
    """With what the folder's own .clang-tidy adds; the tool itself cannot find it, as the source lies elsewhere."""
    own = folder / ".clang-tidy"
    while tool == "tidy" and not own.exists():
        own = own.parent.parent / ".clang-tidy"
    if tool != "tidy" or own.parent == ROOT:
        return TOOLS[tool]
    checks = re.search(r"^Checks: '(.*)'$", own.read_text(encoding="utf-8"), re.MULTILINE).group(1)
    return [word + "," + checks if word.startswith("--checks=") else word for word in TOOLS[tool]]


def look_at(tool, batch, calls):
    """Findings in these units and the headers of ours that they include."""
    environment = {**os.environ, "CLAZY_IGNORE_DIRS": ".*/(usr|build)/.*"}
    with tempfile.TemporaryDirectory(prefix="tokenhouse-check-") as name:
        source = pathlib.Path(name) / "batch.cpp"
        # Programs have a main each; here they stand side by side.
        source.write_text("".join(f'#define main main{number}\n#include "{unit}"\n#undef main\n'
                                  for number, unit in enumerate(batch)), encoding="utf-8")
        (source.parent / "compile_commands.json").write_text(json.dumps(
            [{"directory": str(BUILD), "file": str(source), "arguments": call_of(batch, calls, source)}]),
            encoding="utf-8")
        result = subprocess.run([*call_of_tool(tool, batch[0].parent), "-p", name, str(source)], capture_output=True, text=True, cwd=ROOT,
                                env=environment, check=False)
    lines = (result.stdout + result.stderr).splitlines()
    findings = {line.replace(f"{ROOT}/", "") for line in lines if FINDING.search(line)}
    broken = any(BROKEN.search(line) for line in findings) or (result.returncode != 0 and not findings)
    if broken and len(batch) > 1:
        middle = len(batch) // 2
        return look_at(tool, batch[:middle], calls) | look_at(tool, batch[middle:], calls)
    if broken and not findings:
        findings = {f"{batch[0].relative_to(ROOT)}: {TOOLS[tool][0]} ended with {result.returncode}"}
    return findings


def main(tool, folders, changed):
    headers = own_headers()
    wanted = units(folders)
    if changed is not None:
        paths = {(ROOT / name).resolve() for name in changed}
        wanted = {unit: call for unit, call in wanted.items() if unit in paths or headers[unit] & paths}
    memory = ROOT / "build" / "checks" / tool
    memory.mkdir(parents=True, exist_ok=True)
    stamps = {unit: memory / str(unit.relative_to(ROOT)).replace("/", "--") for unit in wanted}
    states = {unit: state_of(tool, unit, call, headers[unit]) for unit, call in wanted.items()}
    unknown = [unit for unit in sorted(wanted)
               if not stamps[unit].exists() or stamps[unit].read_text(encoding="ascii") != states[unit]]
    findings, done = set(), 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        running = {pool.submit(look_at, tool, batch, wanted): batch for batch in batches(unknown)}
        for future in concurrent.futures.as_completed(running):
            batch, found = running[future], future.result()
            for line in sorted(found - findings):
                print(line, flush=True)
            findings |= found
            if not found:
                for unit in batch:
                    stamps[unit].write_text(states[unit], encoding="ascii")
            done += len(batch)
            print(f"{tool}: {done} of {len(unknown)}", end="\r" if sys.stderr.isatty() else "\n", file=sys.stderr)
    return 1 if findings else 0


arguments = [argument for argument in sys.argv[1:] if argument != "--changed"]
sys.exit(main(arguments[0], set(arguments[1:]),
              {line.strip() for line in sys.stdin} if "--changed" in sys.argv else None))
