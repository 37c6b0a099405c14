#!/usr/bin/env python3
"""Every script of this folder in turn; one whose Python package is missing says so and is skipped.

Exit status: 0 when none has failed.
"""

import os
import subprocess
import sys

SCRIPTS = ["simple-salesforce.py", "protocol-models.py", "pyairbyte.py", "smoke-test.py"]
SKIPPED = 77


def main() -> int:
    folder = os.path.dirname(os.path.abspath(__file__))
    failed = [name for name in SCRIPTS if run(os.path.join(folder, name)) not in (0, SKIPPED)]
    if failed:
        print("failed:", ", ".join(failed))
    return 1 if failed else 0


def run(path: str) -> int:
    return subprocess.run([sys.executable, path]).returncode


if __name__ == "__main__":
    sys.exit(main())
