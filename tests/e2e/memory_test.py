#!/usr/bin/env python3
"""The program as a screen reader meets it: makes a token, sees its secret, and looks for it in the program's memory
after the secret's window was closed: memory_test.py TOKENHOUSE. Needs a display, a session bus and at-spi2-core."""
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

import pyatspi

PATIENCE = 60


def wait_for(find, what):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            found = find()
        except Exception:  # the tree changes while it is walked  # pylint: disable=broad-except
            found = None
        if found:
            return found
        time.sleep(0.05)
    sys.exit(f"memory_test: this did not come: {what}")


def below(node, name, role=None):
    if node.name == name and node.getState().contains(pyatspi.STATE_SHOWING) and role in (None, node.getRoleName()):
        return node
    if node.getRoleName() == "table":
        return None
    for child in node:
        found = below(child, name, role) if child else None
        if found:
            return found
    return None


def table(node):
    if node.getRoleName() == "table" and node.getState().contains(pyatspi.STATE_SHOWING):
        return node
    return next((found for child in node if child and (found := table(child))), None)


def press(place, name):
    def able():
        node = below(place, name)
        return node if node and node.getState().contains(pyatspi.STATE_SENSITIVE) else None

    actions = wait_for(able, name).queryAction()
    actions.doAction([actions.getName(i) for i in range(actions.nActions)].index("Press"))


def copies(pid, secret):
    """Where the secret lies in the process, as UTF-8 and as UTF-16."""
    found = []
    with open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in pathlib.Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, rights, *rest = line.split(maxsplit=5)
            if "r" not in rights or rest[-1] in ("[vvar]", "[vsyscall]"):
                continue
            first, last = (int(edge, 16) for edge in place.split("-"))
            try:
                memory.seek(first)
                content = memory.read(last - first)
            except OSError:
                continue
            for form in (secret.encode(), secret.encode("utf-16-le")):
                found += [match.start() + first for match in re.finditer(re.escape(form), content)]
    return found


def flow(pid):
    def program():
        for one in pyatspi.Registry.getDesktop(0):
            if one and one.get_process_id() == pid:
                return one
        return None

    desk = wait_for(program, "the program in the accessibility tree")

    def window(name):
        return wait_for(lambda: next((one for one in desk if one.name == name), None), name)

    press(desk, "New token")
    dialog = window("New token")
    wait_for(lambda: below(dialog, "Name", "text"), "Name").queryEditableText().setTextContents("kept nowhere")
    press(dialog, "Create")
    take_secret(pid, desk, window("New secret"))
    wait_for(lambda: table(desk), "the table of tokens").queryTable().addRowSelection(0)
    press(desk, "Rotate secret")
    press(window("Rotate secret"), "Rotate")
    take_secret(pid, desk, window("New secret"))


def take_secret(pid, desk, dialog):
    """Shown, copied and confirmed; then it is nowhere."""
    press(dialog, "Show")
    field = wait_for(lambda: below(dialog, "Secret", "text"), "the secret shown")
    secret = field.queryText().getText(0, -1)
    if len(secret) != 32 or not copies(pid, secret):
        sys.exit("memory_test: the secret that is shown was not found, so that nothing can be said of it later")
    press(dialog, "Copy")
    press(dialog, "Clear now")
    press(dialog, "I have stored it")
    wait_for(lambda: all(one.name != "New secret" for one in desk), "the end of the secret's window")
    wait_for(lambda: not copies(pid, secret), "a memory without the secret")


def main(tokenhouse):
    with tempfile.TemporaryDirectory(prefix="tokenhouse-memory-") as home:
        environment = {**os.environ, "HOME": home, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
                       "XDG_CONFIG_HOME": home + "/config", "XDG_DATA_HOME": home + "/data"}
        with subprocess.Popen([tokenhouse, "--local", home + "/workspace"], env=environment) as program:
            try:
                flow(program.pid)
            finally:
                program.send_signal(signal.SIGTERM)
        if program.returncode != 0:
            sys.exit(f"memory_test: the program ended with {program.returncode}")


main(sys.argv[1])
