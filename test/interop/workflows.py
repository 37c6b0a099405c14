#!/usr/bin/env python3
"""actionlint over the workflows of .github.

Needs `go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12`, with its folder on the PATH. Exit status: 0 when all
is well, 1 when actionlint reports something, 77 when it is not installed.
"""

import glob
import os
import shutil
import subprocess
import sys

from emulators import ROOT


def main() -> int:
    if shutil.which("actionlint") is None:
        print("skipped: actionlint is not installed")
        return 77
    workflows = sorted(glob.glob(os.path.join(ROOT, ".github/workflows/*.yml")))
    if not workflows:
        raise AssertionError("there are no workflows")
    subprocess.run(["actionlint", *workflows], cwd=ROOT, check=True)
    broken = "on: push\njobs: {a: {runs-on: ubuntu-latst, steps: [{run: x}]}}\n"
    found = subprocess.run(["actionlint", "-"], input=broken, text=True, capture_output=True, check=False)
    if "ubuntu-latst" not in found.stdout:
        raise AssertionError(f"a runner that does not exist was accepted: {found.stdout}")
    print("workflows: actionlint has nothing to complain about")
    return 0


if __name__ == "__main__":
    sys.exit(main())
