#!/usr/bin/env python3
"""The flow of the Kestra page, read by Kestra's own parser with its plugins; needs a JDK (21 or newer) and Maven."""

import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

from emulators import ROOT

SKIPPED = 77
PROJECT = os.path.join(ROOT, "test/interop/kestra")
PAGE = os.path.join(ROOT, "docs/running/kestra.md")
TASK = "io.kestra.plugin.scripts.shell.Commands"
# Each of these makes the flow invalid: what is checked, is checked in every part of it.
MISTAKES = (
    ("maxAttempts", "maxTries"),
    ("behavior: CANCEL", "behavior: STOP"),
    ("entryPoint", "entryPoints"),
    ("runner.docker.Docker", "runner.docker.Podman"),
    ("commands:", "command:"),
    ("cron:", "crontab:"),
)


def main() -> int:
    jdk = find_jdk()
    if shutil.which("mvn") is None or jdk is None:
        print("skipped: Kestra's parser, because there is no Java 21 or no Maven here")
        return SKIPPED
    with open(PAGE, encoding="utf-8") as file:
        flow = re.search(r"```yaml\n(.*?)```", file.read(), re.DOTALL).group(1)
    with tempfile.TemporaryDirectory() as folder:
        jars = resolve(folder)
        if jars is None:
            print("skipped: Kestra's parser, because its jars cannot be had here")
            return SKIPPED
        compile_reader(jdk, jars, folder)
        flows = [flow, *(flow.replace(*mistake) for mistake in MISTAKES)]
        valid, *mistakes = read(jdk, jars, folder, flows)
    for (_, mistake), answer in zip(MISTAKES, mistakes):
        if answer == "valid":
            raise SystemExit(f"a flow with {mistake} is valid")
    if valid != "valid":
        raise SystemExit(f"{PAGE}: {valid}")
    print("Kestra 1.0.0: its parser reads the flow of the page, and none with a mistake in it", flush=True)
    return 0


def find_jdk():
    homes = [os.environ.get("JAVA_HOME", ""), *sorted(glob.glob("/usr/lib/jvm/*"), reverse=True)]
    return next((home for home in homes if major_version(home) >= 21), None)


def major_version(home: str) -> int:
    javac = os.path.join(home, "bin/javac")
    if not os.path.exists(javac):
        return 0
    told = subprocess.run([javac, "-version"], capture_output=True, text=True)
    found = re.search(r"javac (\d+)", told.stdout + told.stderr)
    return int(found.group(1)) if found else 0


def resolve(folder: str):
    listed = os.path.join(folder, "classpath")
    goal = ["dependency:build-classpath", f"-Dmdep.outputFile={listed}"]
    if subprocess.run(["mvn", "-q", "-B", *goal], cwd=PROJECT, capture_output=True).returncode != 0:
        return None
    with open(listed, encoding="utf-8") as file:
        return file.read().strip()


def compile_reader(jdk: str, jars: str, folder: str) -> None:
    sources = [os.path.join(PROJECT, name) for name in ("ReadFlow.java", "Commands.java")]
    javac = os.path.join(jdk, "bin/javac")
    subprocess.run([javac, "-proc:none", "-cp", jars, "-d", folder, *sources], check=True)
    services = os.path.join(folder, "META-INF/services")
    os.makedirs(services)
    with open(os.path.join(services, "io.kestra.core.models.Plugin"), "w", encoding="utf-8") as file:
        file.write(TASK + "\n")


def read(jdk: str, jars: str, folder: str, flows: list) -> list:
    files = [os.path.join(folder, f"{number}.yaml") for number in range(len(flows))]
    for name, flow in zip(files, flows):
        with open(name, "w", encoding="utf-8") as file:
            file.write(flow)
    command = [os.path.join(jdk, "bin/java"), "-cp", os.pathsep.join([folder, jars]), "ReadFlow", *files]
    done = subprocess.run(command, capture_output=True, text=True)
    # Kestra's log is on stdout too.
    answers = [line for line in done.stdout.splitlines() if not re.match(r"\d\d:\d\d:\d\d", line)]
    if done.returncode != 0 or len(answers) != len(flows):
        raise SystemExit(f"Kestra's parser: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return answers


if __name__ == "__main__":
    sys.exit(main())
