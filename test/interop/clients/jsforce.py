#!/usr/bin/env python3
"""jsforce, which this project depends on: SOAP login, Bulk API 1, search, tabs, layouts."""

import json
import os
import sys

from org import org, run

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "jsforce.mjs")

if __name__ == "__main__":
    with org("--contacts", "200", tls=False) as started:
        facts = {"url": started.url, "credentials": started.credentials}
        sys.stdout.write(run(["node", SCRIPT], env={**os.environ, "SF_ORG": json.dumps(facts)}))
