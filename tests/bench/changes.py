#!/usr/bin/env python3
"""P9: durable changes a second with their events, 16 clients, beside bare SQLite transactions on the same disk."""
import pathlib
import re
import sqlite3
import statistics
import subprocess
import sys
import time

from _server import Server, figure, folder, init, paired, say

SECONDS = 6
LUA = """
local counter, thread = 0, 0
local alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
function setup(t) thread = thread + 1; t:set("seed", thread * 7919 + os.time()) end
function init() math.randomseed(seed) end
function request()
  local letters = {}
  for i = 1, 40 do local k = math.random(#alphabet); letters[i] = alphabet:sub(k, k) end
  counter = counter + 1
  local body = '{"name":"bench ' .. counter .. '","secret":"' .. table.concat(letters) .. '"}'
  return wrk.format("POST", "/api/v1/tokens", {["Content-Type"]="application/json", ["Authorization"]="Bearer SESSION"}, body)
end
function done(summary) io.write("errors ", summary.errors.status + summary.errors.read + summary.errors.timeout, "\\n") end
"""


def ours(programs, work, number):
    data = work / f"data{number}"
    init(programs, data)
    with Server(programs, data) as server:
        server.sign_in()
        script = work / "create.lua"
        script.touch(mode=0o600)
        script.write_text(LUA.replace("SESSION", server.session))
        out = subprocess.run(["wrk", "-t1", "-c16", f"-d{SECONDS}s", "-s", script, server.facts["api"]],
                             capture_output=True, text=True, check=True).stdout
        if "errors 0" not in out:
            raise RuntimeError("refused creations: " + out)
        return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))


def bare(work, number):
    """The same rows (token, digest, event), a durable transaction each, one writer without a server."""
    with sqlite3.connect(work / f"bare{number}.sqlite", isolation_level=None) as store:
        store.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                            "CREATE TABLE token(id BLOB PRIMARY KEY, body TEXT) WITHOUT ROWID;"
                            "CREATE TABLE secret(digest BLOB PRIMARY KEY, token BLOB) WITHOUT ROWID;"
                            "CREATE TABLE event(sequence INTEGER PRIMARY KEY, body TEXT);")
        count, end = 0, time.monotonic() + SECONDS
        while time.monotonic() < end:
            name = count.to_bytes(16, "big")
            store.execute("BEGIN IMMEDIATE")
            store.execute("INSERT INTO token VALUES(?,?)", (name, "x" * 400))
            store.execute("INSERT INTO secret VALUES(?,?)", (name * 2, name))
            store.execute("INSERT INTO event(body) VALUES(?)", ("x" * 600,))
            store.execute("COMMIT")
            count += 1
        return count / SECONDS


def main(programs):
    with folder() as work:
        ratios, rates, baseline = [], [], []
        for number in range(3):
            baseline.append(bare(work, number))
            rates.append(ours(programs, work, number))
            ratios.append(rates[-1] / baseline[-1])
            say(f"  ours {rates[-1]:.0f}/s, bare {baseline[-1]:.0f}/s")
        figure(id="P9", what="changes a second, 16 clients", value=statistics.median(rates), unit="/s", better="more",
               spread=[min(rates), max(rates)], note=f"bare SQLite {statistics.median(baseline):.0f}/s")
        figure(id="P9", what="changes against bare SQLite transactions", unit="×", better="more", atLeast=0.5, aim=2,
               **paired(ratios))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
