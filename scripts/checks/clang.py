"""Runs clang-tidy or clazy over the units of build/dev: clang.py tidy|clazy FOLDER... [--changed]

With --changed only over those that standard input names: a .cpp itself, and for a header the units that include it.
A unit that was found clean is not looked at again until it, a header of ours that it includes, its compiler call or
the check's settings change; what is known of it lies in build/checks.
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

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build" / "dev"
# A constant QString made by QStringLiteral neither allocates nor depends on an order.
CLAZY_CHECKS = "level0,level1,no-qproperty-without-notify,no-non-pod-global-static"
TOOLS = {
    "tidy": ["clang-tidy-16", "--quiet", "--extra-arg=-Wno-ignored-optimization-argument",
             "--extra-arg=-Wno-unknown-warning-option"],
    "clazy": ["clazy-standalone", "--checks=" + CLAZY_CHECKS, "--extra-arg=-Wno-everything", "--extra-arg=-Wno-error",
              f"--header-filter={ROOT}/(network|models|views|app)/"],
}
FINDING = re.compile(r"(warning|error): ")


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
            found.setdefault(path, one["command"])
    return found


def state_of(tool, unit, command, headers):
    digest = hashlib.sha256(" ".join([*TOOLS[tool], command]).encode())
    for path in [unit, *sorted(headers), *sorted(ROOT.glob("**/.clang-tidy") if tool == "tidy" else [])]:
        if path.exists():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def look_at(tool, unit):
    environment = {**os.environ, "CLAZY_IGNORE_DIRS": ".*/(usr|build)/.*"}
    result = subprocess.run([*TOOLS[tool], "-p", str(BUILD), str(unit)], capture_output=True, text=True, cwd=ROOT,
                            env=environment, check=False)
    lines = (result.stdout + result.stderr).splitlines()
    findings = {line.replace(f"{ROOT}/", "") for line in lines if FINDING.search(line)}
    if result.returncode != 0 and not findings:
        findings = {f"{unit.relative_to(ROOT)}: {shlex.join(TOOLS[tool][:1])} ended with {result.returncode}"}
    return findings


def main(tool, folders, changed):
    headers = own_headers()
    wanted = units(folders)
    if changed is not None:
        paths = {(ROOT / name).resolve() for name in changed}
        wanted = {unit: call for unit, call in wanted.items() if unit in paths or headers[unit] & paths}
    memory = ROOT / "build" / "checks" / tool
    memory.mkdir(parents=True, exist_ok=True)
    findings = set()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        running = {}
        for unit, call in sorted(wanted.items()):
            state = state_of(tool, unit, call, headers[unit])
            stamp = memory / str(unit.relative_to(ROOT)).replace("/", "--")
            if not stamp.exists() or stamp.read_text(encoding="ascii") != state:
                running[pool.submit(look_at, tool, unit)] = (stamp, state)
        for done, future in enumerate(concurrent.futures.as_completed(running), 1):
            stamp, state = running[future]
            for line in sorted(future.result() - findings):
                print(line, flush=True)
            findings |= future.result()
            if not future.result():
                stamp.write_text(state, encoding="ascii")
            print(f"{tool}: {done} of {len(running)}", end="\r" if sys.stderr.isatty() else "\n", file=sys.stderr)
    return 1 if findings else 0


arguments = [argument for argument in sys.argv[1:] if argument != "--changed"]
sys.exit(main(arguments[0], set(arguments[1:]),
              {line.strip() for line in sys.stdin} if "--changed" in sys.argv else None))
