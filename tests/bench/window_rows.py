#!/usr/bin/env python3
"""P7 and P8: a million tokens in the real window: first rows, filters, sorts, jumps; the longest pause of its event loop."""
import json
import os
import pathlib
import statistics
import subprocess
import sys

from _server import MILLION, demo, figure, folder, init, say
from lists import FILTERS

SORTS = ["name", "state", "id", "usedBy", "createdBy", "createdAt", "lastModifiedBy", "lastModified", "expiresAt",
         "lastUsedAt"]


def main(programs):
    if "BENCH_DISPLAY" not in os.environ:
        # A display, a bus and a home of its own.
        os.environ["BENCH_DISPLAY"] = "1"
        os.execvp("xvfb-run", ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24 -noreset", "dbus-run-session", "--",
                               sys.executable, *sys.argv])
    with folder() as work:
        data, home = work / "data", work / "home"
        home.mkdir(mode=0o700)
        init(programs, data)
        say(f"making {MILLION} tokens")
        demo(programs, data, MILLION, 1000)
        questions = [f"filter {text}" for text in FILTERS if text]
        questions += [f"sort {column} {way}" for column in SORTS for way in ("asc", "desc")]
        questions += ["jump 50", "jump 25", "jump 90"]
        (work / "questions").write_text("\n".join(questions) + "\n")
        environment = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home / "c"),
                       "XDG_DATA_HOME": str(home / "d"), "XDG_RUNTIME_DIR": str(home), "QT_QPA_PLATFORM": "xcb",
                       "PATH": f"{programs}:{os.environ['PATH']}"}
        out = subprocess.run([programs.parent / "bench" / "bench_window", data, work / "questions"], env=environment,
                             stdout=subprocess.PIPE, text=True, check=True).stdout
        lines = [json.loads(line) for line in out.splitlines()]
        last = lines.pop()
        medians = {line["what"]: statistics.median(line["ms"]) for line in lines}
        for what, time in sorted(medians.items(), key=lambda item: -item[1])[:8]:
            say(f"  {time:7.1f} ms  {what}")
        gaps = {line["what"]: line["gap"] for line in lines if "gap" in line}
        for what, gap in sorted(gaps.items(), key=lambda item: -item[1])[:8]:
            say(f"  pause {gap:5.1f} ms  {what}")
        if lines[0]["rows"] != MILLION:
            raise RuntimeError(f"the window shows {lines[0]['rows']} rows")
        ready = lines[0]["ready"]
        figure(id="P7", what=f"first of {MILLION} rows, from the server's being ready", value=medians["start"] - ready,
               unit="ms", atLeast=300, aim=100)
        figure(id="P7", what="the server's start before that, the window's beside it", value=ready, unit="ms")
        for kind, label in (("filter", "filters"), ("sort", "sorts"), ("jump", "jumps")):
            times = [time for what, time in medians.items() if what.startswith(kind + " ")]
            figure(id="P7", what=f"slowest of {len(times)} {label}, medians", value=max(times), unit="ms",
                   spread=[min(times), max(times)], atLeast=300, aim=100)
        figure(id="P7", what="longest pause of the event loop", value=max(gaps.values()), unit="ms", atLeast=50)
        figure(id="P8", what=f"memory of the desktop process at {MILLION} rows", value=last["resident"] / 1e6, unit="MB",
               note=f"{last['own'] / 1e6:.0f} MB without files mapped; KeePassXC 111 MB, DB Browser 106 MB")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
