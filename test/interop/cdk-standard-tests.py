#!/usr/bin/env python3
"""The standard tests of Airbyte's Python CDK, unmodified, over all four connectors as programs.

With `--images`, the CDK's tests of images over `cohort/CONNECTOR` as well, which need a container engine.
Needs `pip install airbyte-cdk pytest` and a built project. Exit status: 0 when all is well, 1 when a
test fails, 77 when the CDK is not installed.
"""

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys

from emulators import ROOT, emulators, read_config, write_json

CONNECTORS = ["source-salesforce", "source-cohort", "destination-salesforce", "destination-cohort"]
# Without records in the emulators.
EMPTY_STREAMS = []
# Compares with what Airbyte has published under the image's name: nothing.
LEFT_OUT = "not backward_compatibility"
TESTS = """
from airbyte_cdk.test.standard_tests import {base}
from program import Program, check_spec


class TestSuite({base}):
    connector = Program("{name}")


def test_spec_as_a_source_has_to_have_it():
    check_spec("{name}")
"""


def main() -> int:
    if not is_installed():
        print("skipped: airbyte-cdk 7 and pytest are not installed")
        return 77
    images = "--images" in sys.argv
    with emulators(contacts=60, users=30) as folder:
        os.chmod(folder, 0o755)
        counts = [test(folder, name, images) for name in CONNECTORS]
    print("CDK standard tests: all is well,", sum(counts), "passed")
    return 0


def is_installed() -> bool:
    """Airbyte's own source-salesforce brings an older CDK, without these tests."""
    try:
        importlib.metadata.version("pytest")
        return int(importlib.metadata.version("airbyte-cdk").split(".")[0]) >= 7
    except importlib.metadata.PackageNotFoundError:
        return False


def test(folder: str, name: str, images: bool) -> int:
    root = prepare(folder, name)
    kind = [] if images else ["-m", "not image_tests"]
    command = [sys.executable, "-m", "pytest", root, "-q", "-rfE", "--no-header", "-p", "no:cacheprovider"]
    environment = {**os.environ, "PYTHONPATH": os.path.join(ROOT, "test/interop/cdk")}
    if images:
        kind = ["--connector-image", f"cohort/{name}"]
        environment["PATH"] = docker_on_host(folder) + os.pathsep + environment["PATH"]
    done = subprocess.run(
        [*command, *kind, "-k", LEFT_OUT], env=environment, cwd=root, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise SystemExit(f"{name}: {done.stdout[-6000:]}\n{done.stderr[-2000:]}")
    summary = done.stdout.strip().splitlines()[-1]
    print(f"{name}: {summary}", flush=True)
    return int(re.search(r"(\d+) passed", summary)[1])


def prepare(folder: str, name: str) -> str:
    """A folder as the CDK expects a connector's: metadata, an acceptance test config, configs, a test file."""
    root = os.path.join(folder, "cdk", name)
    os.makedirs(os.path.join(root, "secrets"))
    shutil.copy(os.path.join(ROOT, name, "metadata.yaml"), root)
    config = read_config(folder, name)
    for key in ("rejects_dir", "state_dir", "baseline_dir", "listed_dir"):
        config.pop(key, None)
    write_json(os.path.join(root, "secrets"), "config", config)
    if name == "source-salesforce":
        config["objects"] = ["Account", "Contact", "Lead"]
    wrong = {"api_key": "test_wrong"} if "cohort" in name else {"refresh_token": "wrong", "client_secret": "wrong"}
    write_json(os.path.join(root, "secrets"), "invalid_config", {**config, **wrong})
    write_json(root, "acceptance-test-config", acceptance(name))
    os.rename(os.path.join(root, "acceptance-test-config.json"), os.path.join(root, "acceptance-test-config.yml"))
    base = "SourceTestSuiteBase" if name.startswith("source") else "DestinationTestSuiteBase"
    write(root, "conftest.py", 'pytest_plugins = ["airbyte_cdk.test.standard_tests.pytest_hooks"]\n')
    write(root, "test_standard.py", TESTS.format(base=base, name=name))
    return root


def acceptance(name: str) -> dict:
    """JSON is YAML too."""
    works = {"config_path": "secrets/config.json"}
    fails = {"config_path": "secrets/invalid_config.json", "status": "failed"}
    sections = {"spec": [works], "connection": [{**works, "status": "succeed"}, fails]}
    if name.startswith("source"):
        sections["discovery"] = [works]
        sections["basic_read"] = [{**works, "empty_streams": [{"name": stream} for stream in EMPTY_STREAMS]}]
    tests = {section: {"tests": entries} for section, entries in sections.items()}
    return {"connector_image": f"cohort/{name}:dev", "acceptance_tests": tests}


def docker_on_host(folder: str) -> str:
    """The emulators listen on this machine's loopback: a `docker` that runs containers on the host's network."""
    bin_folder = os.path.join(folder, "bin")
    os.makedirs(bin_folder, exist_ok=True)
    path = write(
        bin_folder,
        "docker",
        f'#!/bin/sh\n[ "$1" = run ] && shift && exec {shutil.which("docker")} run --network host "$@"\n'
        f'exec {shutil.which("docker")} "$@"\n',
    )
    os.chmod(path, 0o755)
    return bin_folder


def write(folder: str, name: str, text: str) -> str:
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


if __name__ == "__main__":
    sys.exit(main())
