#!/usr/bin/env python3
"""Every script of this folder and of `clients` in turn; one whose client is missing says so and is skipped.

Exit status: 0 when none has failed. Arguments are parts of names, to run only those.
"""

import os
import subprocess
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
# What others import.
PARTS = ("main.py", "emulators.py", "orchestration.py", "org.py", "singer_tap.py")
SKIPPED = 77
MINUTES = 8


def main() -> int:
    wanted = sys.argv[1:]
    names = [name for name in scripts() if is_wanted(name, wanted)]
    failed = [name for name in names if run(name) not in (0, SKIPPED)]
    if failed:
        print("failed:", ", ".join(failed))
    return 1 if failed else 0


def is_wanted(name: str, wanted: list) -> bool:
    return not wanted or any(part in name for part in wanted)


def scripts() -> list:
    folders = ("", "clients")
    found = [os.path.join(at, name) for at in folders for name in os.listdir(os.path.join(FOLDER, at))]
    return sorted(name for name in found if name.endswith(".py") and os.path.basename(name) not in PARTS)


def run(name: str) -> int:
    try:
        return subprocess.run([sys.executable, os.path.join(FOLDER, name)], timeout=MINUTES * 60).returncode
    except subprocess.TimeoutExpired:
        print(f"{name}: not done after {MINUTES} minutes")
        return 1


if __name__ == "__main__":
    sys.exit(main())
