"""What the scripts of orchestrators share: the example of a docs page, run with our emulators."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager

from emulators import ROOT, emulators, executable


def example(page: str, replacements: dict) -> str:
    """The first Python block of a page, with each text replaced, which has to be there."""
    with open(os.path.join(ROOT, "docs/running", page), encoding="utf-8") as file:
        code = re.search(r"```python\n(.*?)```", file.read(), re.S)[1]
    for old, new in replacements.items():
        if old not in code:
            raise SystemExit(f"{page}: its example has no {old!r}")
        code = code.replace(old, new)
    return code


def use_programs() -> None:
    os.environ["PATH"] = os.path.join(ROOT, "bin") + os.pathsep + os.environ["PATH"]


@contextmanager
def another_run(connection: str, lock: str):
    """A sync of the same connection that is under way, paused until the block ends, and then goes on."""
    command = [executable("harness"), "sync", "--connection", connection, "--json"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not os.path.exists(lock):
        if process.poll() is not None:
            raise SystemExit(f"the other run ended with {process.returncode} before it held its lock")
        time.sleep(0.01)
    try:
        yield process
    finally:
        process.wait()


@contextmanager
def emulators_that_stopped():
    """The folder of two emulators that can no longer be reached."""
    with tempfile.TemporaryDirectory() as kept:
        with emulators(contacts=10, users=5) as folder:
            shutil.copytree(folder, kept, dirs_exist_ok=True)
        yield kept


def write(folder: str, name: str, text: str) -> str:
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def load(path: str):
    """The module in a file."""
    import importlib.util

    name = os.path.splitext(os.path.basename(path))[0]
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
