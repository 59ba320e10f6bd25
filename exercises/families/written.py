"""Models, edges and weight files written in a few words, for cases that can be read."""

import pandas as pd


def models_of(*rows: str, zone: str = "UTC") -> pd.DataFrame:
    """Models written as "id day", with "private" behind the day where one is; years are 2026 where none is written."""
    parts = [[*row.split(), "public"][:3] for row in rows]
    days = [None if day == "-" else day if len(day) > 14 else f"2026-{day}" for _, day, _ in parts]
    created = pd.to_datetime(pd.Series(days, dtype="str"), utc=True, format="ISO8601").dt.tz_convert(zone)
    private = [who == "private" for *_, who in parts]
    return pd.DataFrame({"id": [one for one, *_ in parts], "created_at": created, "private": private})


def edges_of(*rows: str) -> pd.DataFrame:
    """Edges written as "child parent relation"."""
    parts = [row.split() for row in rows]
    return pd.DataFrame(parts, columns=["child", "parent", "relation"]).assign(resolved=True)


def files_of(*repos: str) -> pd.DataFrame:
    """Weight files written as "id hashes", a letter a file."""
    rows = [
        (repo.split()[0], f"part-{n}.safetensors", letter) for repo in repos for n, letter in enumerate(repo.split()[1])
    ]
    return pd.DataFrame(rows, columns=["id", "filename", "sha256"])
