"""The practice Hub on this machine."""

from course.commands._doctor.finding import Finding


def practice() -> Finding:
    """Whether the practice Hub is built, opens, and says what it said when it was built."""
    from course.hub.places import file_of
    from course.hub.snapshot import Snapshot, SnapshotError

    path = file_of("practice")
    try:
        there = path.exists()
    except OSError:  # disk says why
        there = False
    if not there:
        return Finding(
            "practice", "note", "not built yet", "Nothing to do: it is built in seconds when first asked for."
        )
    try:
        snapshot = Snapshot.open(path)
        snapshot.verify()
    except SnapshotError as error:
        return Finding("practice", "fault", str(error), f"Delete {path}; it is built anew when next asked for.")
    meta = snapshot.meta
    return Finding(
        "practice", "ok", f"{meta.counts['models']:,} simulated models, digest {meta.digest[:12]} as recorded"
    )
