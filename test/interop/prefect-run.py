#!/usr/bin/env python3
"""The flow of docs/running/prefect.md in Prefect: import, export, failures, retries, a run beside another one.

Prefect starts a temporary server of its own. Needs `pip install prefect` and a built project. Exit status:
0 when all is well, 1 when something differs, 77 when Prefect is not installed.
"""

import importlib.util
import logging
import os
import shutil
import sys
import tempfile

from emulators import emulators, equal, read_records
from orchestration import another_run, emulators_that_stopped, example, load, use_programs, write

SECONDS = 10


def main() -> int:
    if importlib.util.find_spec("prefect") is None:
        print("skipped: prefect is not installed")
        return 77
    use_programs()
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(PREFECT_HOME=home, PREFECT_SERVER_ANALYTICS_ENABLED="false", DO_NOT_TRACK="1")
        os.environ["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"] = "180"
        with emulators(contacts=3000, users=30) as folder:
            one_direction_at_a_time(folder)
            beside_another_run(folder)
            wrong_configuration(folder)
        with emulators_that_stopped() as folder:
            not_reached(folder)
    print("Prefect: all is well")
    return 0


def one_direction_at_a_time(folder: str) -> None:
    for command in ("import", "export", "sync"):
        state, retries = run(folder, command)
        equal((state.is_completed(), retries), (True, 0), f"success and retries of {command}")
        found = [(one["direction"], one["created"], one["updated"]) for one in state.result()]
        print("Prefect,", command, found, flush=True)
    users = read_records(folder, "source-cohort", "users", ["email"])
    equal(len(users) > 2800, True, f"users in Cohort ({len(users)})")


def beside_another_run(folder: str) -> None:
    # A run from the beginning takes long enough to be met.
    shutil.rmtree(f"{folder}/connection.sync")
    with another_run(f"{folder}/connection.yaml", f"{folder}/connection.sync/lock"):
        state, retries = run(folder, "sync")
    equal((state.is_completed(), retries > 0), (True, True), f"success and retries ({retries}) beside another run")
    print(f"Prefect, beside another run: refused, succeeded after {retries} retries", flush=True)


def wrong_configuration(folder: str) -> None:
    with open(f"{folder}/connection.yaml", encoding="utf-8") as file:
        text = file.read()
    write(folder, "connection.yaml", text.replace("email_field: Email", "email_field: Emial"))
    state, retries = run(folder, "sync")
    equal((state.is_failed(), retries), (True, 0), "failure and retries of a wrong configuration")
    write(folder, "connection.yaml", text)


def not_reached(folder: str) -> None:
    state, retries = run(folder, "sync", {"retries=2": "retries=1"})
    equal((state.is_failed(), retries), (True, 1), "failure and retries of a system that is down")


def run(folder: str, command: str, replacements: dict = {}) -> tuple:
    """The flow's last state, and how often its task was run again."""
    shorter = {
        "/srv/acme/connection.yaml": f"{folder}/connection.yaml",
        "retry_delay_seconds=120": f"retry_delay_seconds={SECONDS}",
    }
    flow = load(write(folder, "acme.py", example("prefect.md", {**shorter, **replacements}))).acme
    attempts = []
    watch = Attempts(attempts)
    logging.getLogger("prefect.task_runs").addHandler(watch)
    try:
        return flow(command, return_state=True), sum("Retry" in line for line in attempts)
    finally:
        logging.getLogger("prefect.task_runs").removeHandler(watch)


class Attempts(logging.Handler):
    def __init__(self, lines: list):
        super().__init__()
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


if __name__ == "__main__":
    sys.exit(main())
