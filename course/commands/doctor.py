"""`course doctor`: one screen that says whether everything works here, and what to do where it does not."""

from __future__ import annotations

import json
import warnings
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict

from course.commands._doctor import jupyter, machine, packages, practice
from course.commands._doctor.finding import Check, Finding, looked_at
from course.commands._places import places
from course.settings import setting

HELP = "say whether everything works here, and what to do where it does not"
EXAMPLE = "course doctor"
FIRST: dict[str, Check] = {  # before the others, for it sets a variable meanwhile
    "Python": packages.python,
    "packages": packages.packages,
    "course": packages.course,
    "JupyterLab": jupyter.jupyterlab,
}
MEANWHILE: dict[str, Check] = {"kernel": jupyter.kernel}  # in the main thread, whose event loop its client uses
TOGETHER: dict[str, Check] = {
    "practice": practice.practice,
    "disk": machine.disk,
    "port": machine.port,
    "network": machine.network,
    "sandbox": machine.sandbox,
}
SIGNS = {"ok": "ok", "note": "note", "fault": "FAULT"}


def configure(parser: ArgumentParser) -> None:
    """How to answer."""
    parser.add_argument("--json", action="store_true", help="print the findings for a program")


def run(args: Namespace) -> int:
    """1 if anything stands in the way of the lessons."""
    found = []
    for finding in findings():
        found.append(finding)
        if not args.json:
            print(f"{SIGNS[finding.state]:6}{finding.name:11}{finding.seen}", flush=True)
            if finding.remedy:
                print(f"{'':17}{finding.remedy}", flush=True)
    faults = [finding.name for finding in found if finding.state == "fault"]
    if args.json:
        print(json.dumps({"works": not faults, "findings": [asdict(one) for one in found]}, indent=1))
    else:
        print(f"\nThis does not work yet: {', '.join(faults)}." if faults else "\nThe lessons work here.")
    return 1 if faults else 0


def findings() -> Iterator[Finding]:
    """What was looked at, in order; what takes long is looked at side by side."""
    with ExitStack() as meanwhile:
        for name, value in places().items():  # as `course lab` sets them
            meanwhile.enter_context(setting(name, value))
        meanwhile.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")  # what they tell is told below
        pool = meanwhile.enter_context(ThreadPoolExecutor(len(TOGETHER)))
        yield from (looked_at(name, check) for name, check in FIRST.items())
        waiting = [pool.submit(looked_at, name, check) for name, check in TOGETHER.items()]
        yield from (looked_at(name, check) for name, check in MEANWHILE.items())
        yield from (one.result() for one in waiting)
