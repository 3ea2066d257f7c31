#!/usr/bin/env python3
"""P6 (fetched) and every page of the API on a million tokens: filters, orders, offsets over loopback."""
import pathlib
import statistics
import sys
import urllib.parse

from _server import MILLION, Server, demo, figure, folder, init, say, timed

FILTERS = [
    "", "isDisabled=true", "isDisabled=false", "state=active", "state=expired", "state=unclaimed", "state=held",
    'name:"gateway"', 'name="billing*"', 'owner:"team"', 'description:"nightly"', "wall", "en", 'labels:"prod"',
    "createdBy:maria", 'createdBy=me()', 'lastModifiedBy!="root"', 'createdAt>ago("90d")', 'lastModified>ago("7d")',
    'expiresAt<ago("1d")', "NOT expiresAt:*", "lastUsedAt:*", "NOT lastUsedAt:*", "usedBy=0", "usedBy>5", "useCount>=1000",
    'isDisabled=false AND lastModified>ago("30d")', 'state=active AND usedBy=0', 'name:"a" AND owner:"b"',
    'isDisabled=true OR state=expired', '-isDisabled=true usedBy>0', 'createdBy:a AND NOT expiresAt:*',
]
COLUMNS = ["name", "state", "id", "usedBy", "createdBy", "createdAt", "lastModifiedBy", "lastModified", "expiresAt",
           "lastUsedAt"]


def main(programs):
    with folder() as work:
        small = work / "small"
        init(programs, small)
        demo(programs, small, 2500, 2500)
        with Server(programs, small) as server:
            server.sign_in()

            def fetch():
                for kind in ("tokens", "definitions"):
                    for page in range(3):
                        server.call("GET", f"/{kind}?pageSize=1000&offset={page * 1000}")

            times = timed(fetch, 9)
            figure(id="P6", what="2 500 tokens + 2 500 definitions fetched", value=statistics.median(times), unit="ms",
                   spread=[min(times), max(times)], atLeast=60, aim=20)

        large = work / "large"
        init(programs, large)
        say(f"making {MILLION} tokens")
        demo(programs, large, MILLION, 1000)
        with Server(programs, large) as server:
            server.sign_in()
            medians = {}
            for text in FILTERS:
                for column in COLUMNS:
                    for direction in ("", " desc"):
                        for offset in (0, MILLION // 2):
                            query = urllib.parse.urlencode({"filter": text, "orderBy": column + direction,
                                                            "pageSize": 100, "offset": offset})
                            times = timed(lambda query=query: server.call("GET", "/tokens?" + query), 3)
                            medians[query] = statistics.median(times)
            slowest = sorted(medians.items(), key=lambda item: -item[1])[:10]
            for query, time in slowest:
                say(f"  {time:7.1f} ms  {urllib.parse.unquote_plus(query)}")
            over = sum(1 for time in medians.values() if time > 200)
            figure(id="lists", what=f"a page of {MILLION} tokens, median of {len(medians)} questions",
                   value=statistics.median(medians.values()), unit="ms",
                   spread=[min(medians.values()), max(medians.values())], atLeast=200, aim=100,
                   note=f"{over} questions over 200 ms")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
