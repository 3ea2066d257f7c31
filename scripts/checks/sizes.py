"""Names files over 400 lines, refuses those over 600 (docs/architecture.md, style)."""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
KINDS = {".cpp", ".h", ".py", ".js", ".cmake", ".sh", ""}
LONG, REFUSED = 400, 600


def main():
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True,
                            check=True).stdout.splitlines()
    bad = False
    for name in listed:
        path = ROOT / name
        if path.suffix not in KINDS or not path.is_file() or path.name == "LICENSE":
            continue
        lines = path.read_bytes().count(b"\n")
        if lines > REFUSED:
            bad = True
            print(f"{name}: {lines} lines, more than {REFUSED}: cut it")
        elif lines > LONG:
            print(f"{name}: {lines} lines, more than {LONG}: is there a reason?")
    return 1 if bad else 0


sys.exit(main())
