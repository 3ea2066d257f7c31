#!/usr/bin/env python3
"""P8 and P6: from start to a usable window, local server included, beside KeePassXC and DB Browser on the same Xvfb."""
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import time

from _server import demo, figure, folder, init, resident, say


def visible_after(command, environment, name):
    """Seconds until a window of this name is mapped, and the process's memory then."""
    begun = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.monotonic() - begun < 30:
            found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", name], env=environment,
                                   capture_output=True, text=True, check=False).stdout.split()
            if found:
                return time.monotonic() - begun, resident(process.pid)
        raise RuntimeError(f"{command[0]} showed no window called {name}")
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def usable_after(programs, data, questions, environment):
    """Seconds until the window shows the rows of a local workspace: its server started, signed in, list answered."""
    begun = time.monotonic()
    with subprocess.Popen([programs.parent / "bench" / "bench_window", data, questions], env=environment, text=True,
                          stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        return time.monotonic() - begun


def main(programs):
    # Without a reset: it drops a program that starts in the moment when no other is connected.
    if "BENCH_DISPLAY" not in os.environ:
        # A display and a bus of its own: a program that finds no bus starts one, which may take it half a minute.
        os.environ["BENCH_DISPLAY"] = "1"
        os.execvp("xvfb-run", ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24 -noreset", "dbus-run-session", "--",
                               sys.executable, *sys.argv])
    with folder() as work:
        home = work / "home"
        home.mkdir(mode=0o700)
        environment = dict(os.environ, HOME=str(home), XDG_CONFIG_HOME=str(home / "c"), XDG_DATA_HOME=str(home / "d"),
                           XDG_RUNTIME_DIR=str(home), QT_QPA_PLATFORM="xcb")
        contenders = {
            "KeePassXC": (["keepassxc"], "KeePassXC"),
            "DB Browser": (["sqlitebrowser"], "DB Browser for SQLite"),
            "Tokenhouse": ([str(programs / "tokenhouse"), "--local", str(work / "data")], "Tokenhouse"),
        }
        stock, questions = work / "stock", work / "questions"
        init(programs, stock)
        demo(programs, stock, 2500, 2500)
        questions.touch()
        environment["PATH"] = f"{programs}:{environment['PATH']}"
        usable = []
        times = {name: [] for name in contenders}
        memory = {name: [] for name in contenders}
        for number in range(6):
            for name, (command, window) in contenders.items():
                seconds, bytes_ = visible_after(command, environment, window)
                if number:
                    times[name].append(seconds * 1000)
                    memory[name].append(bytes_ / 1e6)
            seconds = usable_after(programs, stock, questions, environment)
            if number:
                usable.append(seconds * 1000)
        for name in contenders:
            say(f"  {name}: {statistics.median(times[name]):.0f} ms, {statistics.median(memory[name]):.0f} MB")
        best = [min(k, d) for k, d in zip(times["KeePassXC"], times["DB Browser"])]
        ratios = [t / b for t, b in zip(times["Tokenhouse"], best)]
        figure(id="P8", what="window shown", value=statistics.median(times["Tokenhouse"]), unit="ms",
               spread=[min(times["Tokenhouse"]), max(times["Tokenhouse"])],
               note=f"KeePassXC {statistics.median(times['KeePassXC']):.0f}, DB Browser {statistics.median(times['DB Browser']):.0f} ms")
        figure(id="P8", what="window shown against the faster of both", value=statistics.median(ratios), unit="×",
               spread=[min(ratios), max(ratios)], atLeast=1.0, aim=0.5)
        best = [min(k, d) for k, d in zip(times["KeePassXC"], times["DB Browser"])]
        ratios = [t / b for t, b in zip(usable, best)]
        figure(id="P8", what="rows of the local workspace shown, against the faster of both windows",
               value=statistics.median(ratios), unit="×", spread=[min(ratios), max(ratios)], atLeast=1.0, aim=0.5)
        figure(id="P6", what="2 500 tokens + 2 500 definitions: start to rows on the screen", unit="ms",
               value=statistics.median(usable), spread=[min(usable), max(usable)], atLeast=300, aim=100)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
