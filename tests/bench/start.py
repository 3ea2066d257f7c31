#!/usr/bin/env python3
"""P4 and P5: memory a token at the endpoint, and the start with a million tokens beside HAProxy with the same map."""
import pathlib
import socket
import statistics
import subprocess
import sys
import time

from _server import MILLION, Server, demo, figure, folder, init, paired, resident, say


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def first_answer(host, port, secret, route):
    """Seconds until the first 200; refused connections and 503 before are waited for."""
    request = (f"GET /api/custom/{route} HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: Bearer {secret}\r\n"
               "Connection: close\r\n\r\n").encode()
    while True:
        try:
            with socket.create_connection((host, port), timeout=5) as link:
                link.sendall(request)
                status = link.recv(64).split(b" ")[1:2]
                if status == [b"200"]:
                    return time.monotonic()
                if status not in ([b"503"], []):
                    raise RuntimeError(f"a wrong answer: {status}")
        except (ConnectionRefusedError, ConnectionResetError):
            pass
        time.sleep(0.002)


def haproxy_start(work, lines):
    table = work / "tokens.map"
    if not table.exists():
        with table.open("w") as out:
            for number, line in enumerate(lines):
                out.write(f"{line.split()[1]} {number}\n")
    port = free_port()
    configuration = work / "haproxy.cfg"
    configuration.write_text(f"""global
  maxconn 1000
defaults
  mode http
  timeout client 5s
  timeout server 5s
  timeout connect 5s
frontend f
  bind 127.0.0.1:{port}
  http-request set-var(txn.t) req.hdr(Authorization),word(2,' '),map_str({table})
  http-request deny deny_status 401 if !{{ var(txn.t) -m found }}
  http-request return status 200 content-type text/plain string "ok"
""")
    begun = time.monotonic()
    process = subprocess.Popen(["haproxy", "-db", "-f", configuration], stderr=subprocess.DEVNULL)
    try:
        secret, route = lines[len(lines) // 2].split()[1:3]
        return first_answer("127.0.0.1", port, secret, route) - begun
    finally:
        process.terminate()
        process.wait()


def main(programs):
    with folder() as work:
        empty, full, secrets = work / "empty", work / "full", work / "secrets"
        init(programs, empty)
        init(programs, full)
        say(f"making {MILLION} tokens")
        demo(programs, full, MILLION, 1000, secrets)
        lines = secrets.read_text().splitlines()
        secret, route = lines[len(lines) // 2].split()[1:3]
        with Server(programs, empty) as server:
            base = resident(server.process.pid)
        ours, theirs, ratios, memory = [], [], [], []
        for _ in range(3):
            theirs.append(haproxy_start(work, lines))
            with Server(programs, full) as server:
                answered = first_answer(server.endpoint.hostname, server.endpoint.port, secret, route)
                ours.append(answered - server.begun)
                memory.append((resident(server.process.pid) - base) / MILLION)
            ratios.append(ours[-1] / theirs[-1])
            say(f"  ours {ours[-1]:.2f} s, HAProxy {theirs[-1]:.2f} s, {memory[-1]:.0f} B a token")
        figure(id="P4", what="memory a token in the access table", value=statistics.median(memory), unit="B",
               spread=[min(memory), max(memory)], atLeast=300, aim=120)
        figure(id="P5", what=f"start with {MILLION} tokens to the first 200", value=statistics.median(ours), unit="s",
               spread=[min(ours), max(ours)], note=f"HAProxy {statistics.median(theirs):.2f} s")
        figure(id="P5", what="start against HAProxy with the same map", unit="×", atLeast=3, aim=1, **paired(ratios))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
