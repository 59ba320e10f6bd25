"""`course release`: what a learner is given, made from the solved notebooks."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course.lesson.project import Lesson, Project

HELP = "make release/ from source/, or check that it is in step"
EXAMPLE = "course release 01-census --check"


def configure(parser: ArgumentParser) -> None:
    """Which lesson, and whether to write."""
    parser.add_argument("lesson", nargs="?", help="a lesson such as 01-census; all of them if left out")
    parser.add_argument("--repository", metavar="URL", help="the public address that Binder links lead to")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if a file is not in step")


def run(args: Namespace) -> int:
    """Write or compare; each file that changed or differs is one line."""
    from course.lesson.project import find_project

    project = find_project()
    lessons = [project.lesson(args.lesson)] if args.lesson else project.lessons
    return _check(project, lessons) if args.check else _write(project, lessons, args.repository)


def _check(project: Project, lessons: list[Lesson]) -> int:
    from course.grading.release import publishing, release

    found = [finding.sentence for lesson in lessons for finding in release.check(project, lesson)]
    if publishing.readme_is_off(project):
        found.append("README.md does not link the released lessons; run: course release")
    for sentence in found:
        print(sentence)
    return 1 if found else 0


def _write(project: Project, lessons: list[Lesson], address: str | None) -> int:
    from course.grading.release import publishing, release
    from course.grading.release.address import repository

    for lesson in lessons:
        for path in release.write(project, lesson):
            print(f"{'wrote' if path.exists() else 'removed'} {path.relative_to(project.root)}")
    if publishing.write_readme(project, repository(project, address)):
        print("wrote README.md")
    return 0
