#!/usr/bin/env python3
"""Apache Camel's camel-salesforce, with the Java program beside this script; needs a JDK (17 or newer) and Maven."""

import os
import shutil
import subprocess
import sys
import tempfile

from org import SKIPPED, org, run

PROJECT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "camel-salesforce")
SETTINGS = ("client_id", "client_secret", "username", "password", "security_token", "refresh_token")


def main() -> int:
    if shutil.which("mvn") is None or shutil.which("javac") is None:
        print("skipped: camel-salesforce, because there is no Java or no Maven here")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        listed = os.path.join(folder, "classpath")
        goal = ["dependency:build-classpath", f"-Dmdep.outputFile={listed}"]
        resolved = subprocess.run(["mvn", "-q", "-B", *goal], cwd=PROJECT, capture_output=True)
        if resolved.returncode != 0:
            print("skipped: camel-salesforce, because its jars cannot be had here")
            return SKIPPED
        with open(listed, encoding="utf-8") as file:
            jars = file.read().strip()
        run(["javac", "-cp", jars, "-d", folder, os.path.join(PROJECT, "CamelClient.java")])
        # It takes any address, so it needs no TLS.
        with org("--contacts", "20", tls=False) as started:
            settings = {f"SF_{name.upper()}": started.credentials[name] for name in SETTINGS}
            classes = os.pathsep.join([folder, jars])
            run(
                ["java", "-cp", classes, "CamelClient"],
                env={**os.environ, **settings, "SF_URL": started.url},
            )
    print("camel-salesforce 4.14.0: all is well", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
