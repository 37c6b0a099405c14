"""Both emulators in a process of their own, and the connectors as programs."""

import json
import os
import subprocess
import tempfile
from contextlib import contextmanager

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EMULATORS = os.path.join(ROOT, "dist/test/emulators/main.js")


@contextmanager
def emulators(contacts: int, users: int):
    """Gives the folder with a connection and one config for each connector."""
    with tempfile.TemporaryDirectory() as folder:
        options = ["--dir", folder, "--contacts", str(contacts), "--users", str(users)]
        process = subprocess.Popen(["node", EMULATORS, *options], stdout=subprocess.PIPE, text=True)
        try:
            process.stdout.readline()
            yield folder
        finally:
            process.terminate()
            process.wait()


def executable(name: str) -> str:
    return os.path.join(ROOT, "bin", name)


def read_json(folder: str, name: str):
    with open(os.path.join(folder, name + ".json"), encoding="utf-8") as file:
        return json.load(file)


def read_config(folder: str, name: str) -> dict:
    """A connector's config as its specification shows it: with lists of objects, where the emulators write maps."""
    properties = json.loads(run(name, "spec"))["spec"]["connectionSpecification"]["properties"]
    config = read_json(folder, name)
    return {key: to_list(value, properties.get(key, {})) for key, value in config.items()}


def to_list(value, schema: dict):
    if not isinstance(value, dict) or schema.get("type") != "array":
        return value
    key_name, value_name = schema["items"]["properties"]
    return [{key_name: key, value_name: item} for key, item in value.items()]


def write_json(folder: str, name: str, value) -> str:
    path = os.path.join(folder, name + ".json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file)
    return path


def run(name: str, *arguments: str, stdin: str = "") -> str:
    """The standard output of a program of this project; one that fails ends the test."""
    command = [executable(name), *arguments]
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, encoding="utf-8")
    if done.returncode != 0:
        raise SystemExit(f"{name} {arguments[0]}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def read_records(folder: str, source: str, stream: str, fields: list) -> list:
    """What a source finds now when it reads a stream from its beginning."""
    configured = {
        "stream": {
            "name": stream,
            "json_schema": {"type": "object", "properties": {field: {} for field in fields}},
            "supported_sync_modes": ["full_refresh", "incremental"],
        },
        "sync_mode": "full_refresh",
        "destination_sync_mode": "append",
    }
    catalog = write_json(folder, "read-catalog", {"streams": [configured]})
    lines = run(source, "read", "--config", f"{folder}/{source}.json", "--catalog", catalog)
    messages = [json.loads(line) for line in lines.splitlines()]
    return [message["record"]["data"] for message in messages if message["type"] == "RECORD"]


def equal(found, wanted, what: str) -> None:
    if found != wanted:
        raise SystemExit(f"{what}: {found!r}, wanted {wanted!r}")
