#!/usr/bin/env python3
"""Go's go-salesforce, built from the module beside this script; needs Go."""

import os
import shutil
import subprocess
import sys
import tempfile

from org import SKIPPED, org, run

MODULE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "go-salesforce")


def main() -> int:
    if shutil.which("go") is None:
        print("skipped: go-salesforce, because there is no Go here")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        client = os.path.join(folder, "client")
        fetched = subprocess.run(["go", "mod", "download"], cwd=MODULE, capture_output=True)
        if fetched.returncode != 0:
            print("skipped: go-salesforce, because its modules cannot be had here")
            return SKIPPED
        run(["go", "build", "-o", client, "."], cwd=MODULE)
        # It takes any address, so it needs no TLS.
        with org("--contacts", "5", tls=False) as started:
            credentials = started.credentials
            environment = {
                **os.environ,
                "SF_URL": started.url,
                "SF_CLIENT_ID": credentials["client_id"],
                "SF_CLIENT_SECRET": credentials["client_secret"],
            }
            run([client], env=environment, cwd=folder)
    print("go-salesforce: all is well, with gzip and without", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
