"""`course publish`: what others open the course with, and what students are given."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course.lesson.project import Project

HELP = "write the links that open the lessons on Binder, or what students are given; make a Space of one's own"
EXAMPLE = "course publish binder --check --repository https://github.com/OWNER/NAME"


def configure(parser: ArgumentParser) -> None:
    """What is published, and for which address."""
    from course.commands._sending import add_confirm

    kinds = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    binder = kinds.add_parser("binder", help="the Binder links in README.md")
    binder.add_argument("--repository", metavar="URL", help="the public address; found by itself where it can be")
    binder.add_argument("--check", action="store_true", help="change nothing; exit 1 if the links are not right")
    students = kinds.add_parser("students", help="a repository for students, without solutions and hidden tests")
    students.add_argument("folder", type=Path, metavar="DIR", help="where to write it, ready to push")
    students.add_argument("--repository", metavar="URL", help="the public address it will have, for its Binder links")
    students.add_argument("--wheel", action="store_true", help="write the wheel of it into DIR instead")
    space = kinds.add_parser("space", help="a Space with JupyterLab, the lessons and the practice Hub")
    space.add_argument("repo", metavar="OWNER/NAME", help="the Space; it is made where there is none")
    space.add_argument("--public", action="store_true", help="let others see the Space; a new one is private without")
    add_confirm(space, "OWNER/NAME")


def run(args: Namespace) -> int:
    """Print what was written or what is wrong."""
    from course.lesson.project import find_project

    does = {"binder": _binder, "students": _students, "space": _space}
    return does[args.what](find_project(), args)


def _binder(project: Project, args: Namespace) -> int:
    from course.grading.release import publishing
    from course.grading.release.address import repository
    from course.lesson.project import CourseError

    address = repository(project, args.repository)
    if not address:
        raise CourseError("the public address of this repository is not known; name it: --repository URL")
    if args.check:
        found = publishing.findings(project, address)
        print("\n".join(found) or f"README.md: the Binder links open this tree at {address}.")
        return 1 if found else 0
    changed = publishing.write_readme(project, address)
    print(f"{'Wrote' if changed else 'Nothing to change in'} README.md: its Binder links open {address}.")
    return 0


def _students(project: Project, args: Namespace) -> int:
    from course.grading.release.address import public
    from course.grading.students.giving import give, wheel
    from course.lesson.project import CourseError

    address = public(args.repository) if args.repository else ""
    if args.repository and not address:
        raise CourseError(f"{args.repository!r} is no public address of a repository; write https://HOST/OWNER/NAME.")
    if args.wheel:
        print(f"Wrote {wheel(project, args.folder)}: no solution, hidden test, exercise or grader is in it.")
        return 0
    changed = give(project, args.folder, address)
    print(f"{args.folder}: {len(changed)} files changed; no solution, hidden test, exercise or grader is among them.")
    print(f"Its Binder links open {address}." if address else "It has no Binder links yet: --repository URL adds them.")
    return 0


def _space(project: Project, args: Namespace) -> int:
    """Show what the Space would hold; with --confirm, make it or renew it."""
    from course.commands._sending import is_confirmed
    from course.grading.release.space import SECRET, space
    from course.hub.sending import send

    confirmed = is_confirmed(args.repo, args.confirm)
    parcel = space(project, args.repo, os.environ.get(SECRET, ""), private=not args.public)
    if not confirmed:
        print(f"{parcel.card}\nThis card and {len(parcel.files) - 1:,} more files, {parcel.size / 1e6:.1f} MB in all,")
        print(f"would be the Space {args.repo}. Nothing was sent. To send it, add: --confirm {args.repo}")
        return 0
    send(parcel)
    print(f"Published. The Space {args.repo} is being built, which takes a few minutes.")
    if not parcel.secrets:
        print(f"It starts once its settings hold the secret {SECRET}, the password of its JupyterLab.")
    return 0
