"""The snapshot that an argument means, built while somebody waits if it is a simulated one not built yet."""

from pathlib import Path


def file_of(name: str) -> Path:
    """The file of a simulated Hub by its name, or of any snapshot by its path."""
    from course.commands._building import built
    from course.hub.places import SIMULATED, located

    return built(name) if name in SIMULATED else located(name)
