"""What `course ... OWNER/NAME` does with a parcel: show it, and send it where its name is confirmed."""

from argparse import ArgumentParser

from course.lesson.project import CourseError


def add_confirm(parser: ArgumentParser, metavar: str) -> None:
    """The option without which nothing is sent."""
    told = "send it; without this, only what would be sent is shown"
    parser.add_argument("--confirm", metavar=metavar, help=told)


def is_confirmed(repo_id: str, confirmed: str | None) -> bool:
    """Whether to send; raises CourseError where another repo is confirmed than named."""
    if confirmed not in (None, repo_id):
        raise CourseError(f"--confirm names {confirmed!r} and the command {repo_id!r}; nothing was sent.")
    return confirmed is not None
