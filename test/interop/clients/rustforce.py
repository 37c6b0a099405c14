#!/usr/bin/env python3
"""Rust's rustforce, built from the crate beside this script; needs Rust."""

import os
import shutil
import subprocess
import sys
import tempfile

from org import SKIPPED, org, run

CRATE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "rustforce")
SETTINGS = ("client_id", "client_secret", "username", "password", "security_token", "refresh_token")


def main() -> int:
    if shutil.which("cargo") is None:
        print("skipped: rustforce, because there is no Rust here")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        build = ["cargo", "build", "--quiet", "--locked", "--target-dir", folder]
        built = subprocess.run(["cargo", "fetch", "--quiet", "--locked"], cwd=CRATE, capture_output=True)
        if built.returncode != 0:
            print("skipped: rustforce, because its crates cannot be had here")
            return SKIPPED
        run(build, cwd=CRATE)
        # It takes any address, so it needs no TLS.
        with org("--contacts", "20", tls=False) as started:
            settings = {f"SF_{name.upper()}": started.credentials[name] for name in SETTINGS}
            run(
                [os.path.join(folder, "debug", "rustforce-client")],
                env={**os.environ, **settings, "SF_URL": started.url},
            )
    print("rustforce 0.2.2: all is well", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
