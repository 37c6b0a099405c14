#!/usr/bin/env python3
"""The asset of docs/running/dagster.md in Dagster: import, export, failures, retries, a run beside another one.

Needs `pip install dagster` and a built project. Exit status: 0 when all is well, 1 when something
differs, 77 when Dagster is not installed.
"""

import importlib.util
import os
import shutil
import sys

from emulators import emulators, equal, read_records
from orchestration import another_run, emulators_that_stopped, example, load, use_programs, write

SECONDS = 10


def main() -> int:
    if importlib.util.find_spec("dagster") is None:
        print("skipped: dagster is not installed")
        return 77
    use_programs()
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"
    with emulators(contacts=3000, users=30) as folder:
        one_direction_at_a_time(folder)
        beside_another_run(folder)
        wrong_configuration(folder)
    with emulators_that_stopped() as folder:
        not_reached(folder)
    print("Dagster: all is well")
    return 0


def one_direction_at_a_time(folder: str) -> None:
    for command in ("import", "export", "sync"):
        result = materialize(folder, {'COMMAND = "sync"': f'COMMAND = "{command}"'})
        equal((result.success, retries(result)), (True, 0), f"success and retries of {command}")
        [event] = result.get_asset_materialization_events()
        streams = event.materialization.metadata["streams"].data
        print("Dagster,", command, [(one["direction"], one["created"], one["updated"]) for one in streams], flush=True)
    users = read_records(folder, "source-cohort", "users", ["email"])
    equal(len(users) > 2800, True, f"users in Cohort ({len(users)})")
    [schedule] = load_example(folder, {}).defs.get_repository_def().schedule_defs
    equal(schedule.cron_schedule, "*/15 * * * *", "schedule")


def beside_another_run(folder: str) -> None:
    # A run from the beginning takes long enough to be met.
    shutil.rmtree(f"{folder}/connection.sync")
    with another_run(f"{folder}/connection.yaml", f"{folder}/connection.sync/lock"):
        result = materialize(folder, {})
    refusal = "\n".join(event.message + str(event.event_specific_data) for event in retry_events(result))
    equal("another run" in refusal.lower(), True, f"the refusal ({refusal[:300]})")
    equal(result.success, True, "the retry's success")
    print(f"Dagster, beside another run: refused, succeeded after {retries(result)} retries", flush=True)


def wrong_configuration(folder: str) -> None:
    with open(f"{folder}/connection.yaml", encoding="utf-8") as file:
        text = file.read()
    write(folder, "connection.yaml", text.replace("email_field: Email", "email_field: Emial"))
    result = materialize(folder, {})
    equal((result.success, retries(result)), (False, 0), "success and retries of a wrong configuration")
    write(folder, "connection.yaml", text)


def not_reached(folder: str) -> None:
    result = materialize(folder, {"max_retries=2": "max_retries=1"})
    equal((result.success, retries(result)), (False, 1), "success and retries of a system that is down")


def materialize(folder: str, replacements: dict):
    import dagster as dg

    asset = load_example(folder, replacements).acme
    return dg.materialize([asset], raise_on_error=False)


def load_example(folder: str, replacements: dict):
    shorter = {"/srv/acme/connection.yaml": f"{folder}/connection.yaml", "delay=120": f"delay={SECONDS}"}
    return load(write(folder, "acme.py", example("dagster.md", {**shorter, **replacements})))


def retries(result) -> int:
    return len(retry_events(result))


def retry_events(result) -> list:
    return [event for event in result.all_events if event.event_type_value == "STEP_UP_FOR_RETRY"]


if __name__ == "__main__":
    sys.exit(main())
