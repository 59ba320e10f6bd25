"""The README's Binder links: written for an address, and compared with what the tree holds."""

from course.grading.release.readme import linked, shown_address
from course.lesson.project import Project


def readme(project: Project) -> str:
    """The text of README.md, or "" where there is none."""
    path = project.root / "README.md"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def write_readme(project: Project, address: str) -> bool:
    """Put the links for `address` into README.md; whether that changed it."""
    text = readme(project)
    wanted = linked(text, project, address)
    if wanted != text:
        (project.root / "README.md").write_text(wanted, encoding="utf-8", newline="\n")
    return wanted != text


def readme_is_off(project: Project) -> bool:
    """Whether README.md does not link the released lessons, whatever address its links have."""
    text = readme(project)
    return linked(text, project, shown_address(text)) != text


def findings(project: Project, address: str) -> list[str]:
    """What is wrong with the Binder links of README.md for `address`, a sentence each."""
    text = readme(project)
    there = shown_address(text)
    if there != address:
        what = f"lead to {there}" if there else "are missing"
        return [f"README.md: the Binder links {what}, and this repository is {address}; run: course publish binder"]
    if linked(text, project, address) != text:
        return ["README.md: the Binder links are not those of the released lessons; run: course publish binder"]
    return []
