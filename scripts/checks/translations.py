"""Compares translations/*.ts with the sources: nothing unfinished, nothing missing.

English is the source language; a file translations/*_en.ts holds its plural forms only, and is needed as soon as a
text counts something (%n). With --update the files take in what the sources say now; what is new is then to be
translated by hand.
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FOLDERS = ["network", "models", "views", "app"]


def lupdate(target, plural_only):
    program = shutil.which("lupdate", path="/usr/lib/qt6/bin") or shutil.which("lupdate")
    if program is None:
        sys.exit("translations: lupdate is missing (scripts/deps build)")
    command = [program, "-silent", "-no-obsolete", "-locations", "none", "-source-language", "en"]
    if plural_only:
        command += ["-pluralonly", "-target-language", "en"]
    # With headers, so that contexts carry their namespace as Qt's meta objects do.
    command += ["-I", ".", *[folder for folder in FOLDERS if (ROOT / folder).is_dir()], "-ts", str(target)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    # Texts outside a class have no context and can never be translated.
    warnings = [line for line in result.stderr.splitlines() if line.strip() and f"{ROOT}/core/" not in line]
    for line in warnings:
        print("lupdate:", line.strip())
    return result.returncode == 0 and not warnings


def unfinished(target):
    if not target.exists():
        return []
    found = []
    for context in ElementTree.parse(target).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None or translation.get("type") == "unfinished":
                found.append(f"{context.findtext('name')}: {message.findtext('source')}")
    return found


def main():
    files = sorted((ROOT / "translations").glob("*.ts"))
    good = True
    if "--update" in sys.argv[1:]:
        for path in files:
            good = lupdate(path, path.name.endswith("_en.ts")) and good
    with tempfile.TemporaryDirectory() as folder:
        for name in [path.name for path in files] or ["tokenhouse_en.ts"]:
            copy = pathlib.Path(folder) / name
            if (ROOT / "translations" / name).exists():
                shutil.copy(ROOT / "translations" / name, copy)
            good = lupdate(copy, name.endswith("_en.ts")) and good
            for text in unfinished(copy):
                good = False
                print(f"translations/{name}: unfinished: {text}")
    return 0 if good else 1


sys.exit(main())
