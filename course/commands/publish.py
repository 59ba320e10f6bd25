"""`course publish`: what others open the course with."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

HELP = "write or check the links that open the lessons on Binder"
EXAMPLE = "course publish binder --check --repository https://github.com/OWNER/NAME"


def configure(parser: ArgumentParser) -> None:
    """What is published, and for which address."""
    kinds = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    binder = kinds.add_parser("binder", help="the Binder links in README.md")
    binder.add_argument("--repository", metavar="URL", help="the public address; found by itself where it can be")
    binder.add_argument("--check", action="store_true", help="change nothing; exit 1 if the links are not right")


def run(args: Namespace) -> int:
    """Print what was written or what is wrong."""
    from course.grading.release import publishing
    from course.grading.release.address import repository
    from course.lesson.project import CourseError, find_project

    project = find_project()
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
