#!/usr/bin/env python3
"""Meltano's tap-salesforce: discovery, its three APIs, and a second sync from the bookmark of the first.

It is on no registry: pip install git+https://github.com/MeltanoLabs/tap-salesforce, in an environment without Singer's.
"""

import importlib.util
import os
import sys
import tempfile

from org import SKIPPED, done, need, org
from singer_tap import check

need("Meltano's tap-salesforce", "tap_salesforce")
TAP = os.path.join(os.path.dirname(sys.executable), "tap-salesforce")


def main() -> None:
    if not importlib.util.find_spec("tap_salesforce.salesforce.bulk2"):
        print("skipped: Meltano's tap-salesforce, because Singer's is installed in its place")
        sys.exit(SKIPPED)
    with org("--contacts", "60") as started, tempfile.TemporaryDirectory() as folder:
        for api_type in ("REST", "BULK", "BULK2"):
            check(started, folder, TAP, api_type)
    done("tap-salesforce")


if __name__ == "__main__":
    main()
