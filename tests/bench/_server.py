"""What the benchmarks share: a real server in a temporary folder, a session, and the form of a figure."""
import contextlib
import http.client
import json
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

PASSWORD = "bench-plum-tractor-7"
MILLION = int(os.environ.get("BENCH_TOKENS", "1000000"))


def say(text):
    print(text, file=sys.stderr, flush=True)


def figure(**members):
    print(json.dumps(members, ensure_ascii=False), flush=True)


def paired(ratios):
    """Median of paired ratios with least and most."""
    return {"value": statistics.median(ratios), "spread": [min(ratios), max(ratios)]}


@contextlib.contextmanager
def folder():
    with tempfile.TemporaryDirectory(prefix="tokenhouse-bench-") as name:
        yield pathlib.Path(name)


def init(programs, data):
    subprocess.run([programs / "tokenhoused", "init", "--data", data, "--admin", "bench"], input=PASSWORD + "\n",
                   text=True, check=True, stdout=subprocess.DEVNULL)


def demo(programs, data, tokens, definitions, secrets=None):
    command = [programs / "tokenhoused", "demo", "--data", data, "--tokens", str(tokens), "--definitions",
               str(definitions), "--seed", "1"]
    if secrets:
        command += ["--secrets", secrets]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def resident(pid):
    """Bytes of memory that are the process's own, files left out."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1024
    return 0


class Server:
    """tokenhoused serve on free ports; pinned to `cpu` when given."""

    def __init__(self, programs, data, cpu=None):
        command = [str(programs / "tokenhoused"), "serve", "--data", str(data), "--api", "127.0.0.1:0", "--endpoint",
                   "127.0.0.1:0"]
        if cpu is not None:
            command = ["taskset", "-c", str(cpu)] + command
        self.begun = time.monotonic()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        self.ready_after = time.monotonic() - self.begun
        if not line:
            raise RuntimeError("the server did not start")
        self.facts = json.loads(line)
        self.api = urllib.parse.urlsplit(self.facts["api"])
        self.endpoint = urllib.parse.urlsplit(self.facts["endpoint"])
        self.connection = http.client.HTTPConnection(self.api.hostname, self.api.port)
        self.session = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def call(self, verb, path, body=None, headers=None):
        heads = dict(headers or {})
        if self.session:
            heads["Authorization"] = "Bearer " + self.session
        if body is not None:
            heads.setdefault("Content-Type", "application/json")
            body = json.dumps(body)
        self.connection.request(verb, "/api/v1" + path, body=body, headers=heads)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{verb} {path}: {answer.status} {content[:300]!r}")
        return content

    def sign_in(self):
        self.session = json.loads(self.call("POST", "/sessions", {"user": "bench", "password": PASSWORD}))["sessionToken"]
        return self


def timed(work, repeats=5):
    """Milliseconds of each of `repeats` runs, after one that is not counted."""
    work()
    times = []
    for _ in range(repeats):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    return times
