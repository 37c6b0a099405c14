#!/usr/bin/env python3
"""Singer's tap-salesforce: discovery, both APIs, and a second sync from the bookmark of the first."""

import importlib.util
import os
import sys
import tempfile

from org import SKIPPED, done, need, org
from singer_tap import check

need("tap-salesforce", "tap_salesforce")
TAP = os.path.join(os.path.dirname(sys.executable), "tap-salesforce")


def main() -> None:
    if importlib.util.find_spec("tap_salesforce.salesforce.bulk2"):
        print("skipped: Singer's tap-salesforce, because Meltano's is installed in its place")
        sys.exit(SKIPPED)
    with org("--contacts", "60") as started, tempfile.TemporaryDirectory() as folder:
        for api_type in ("REST", "BULK"):
            check(started, folder, TAP, api_type)
    done("tap-salesforce")


if __name__ == "__main__":
    main()
