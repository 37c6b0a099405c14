"""A connector of this project where the CDK's standard tests expect one in Python: each command starts the program."""

import os
import subprocess
import sys

from airbyte_cdk.test.entrypoint_wrapper import EntrypointOutput
from airbyte_cdk.test.standard_tests import _job_runner
from airbyte_cdk.test.standard_tests._spec_lint import assert_spec_is_valid, get_single_spec

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from emulators import executable


class Program:
    def __init__(self, name: str):
        self.name = name

    def __call__(self):
        return self

    def spec(self, logger):
        raise NotImplementedError("the CDK only looks whether this method is there")


def run_program(source: Program, args: list, **_) -> EntrypointOutput:
    done = subprocess.run([executable(source.name), *args], capture_output=True, text=True, encoding="utf-8")
    failure = None if done.returncode == 0 else RuntimeError(f"exit status {done.returncode}")
    return EntrypointOutput(messages=done.stdout.splitlines(), uncaught_exception=failure)


def check_spec(name: str) -> None:
    """The connector acceptance rules of a specification, which the CDK applies to sources and to images only."""
    output = run_program(Program(name), ["spec"])
    assert_spec_is_valid(get_single_spec(output, connector_name=name), connector_name=name)


# The tests know only connectors in their own process. This is where they start one.
_job_runner.entrypoint_wrapper._run_command = run_program
