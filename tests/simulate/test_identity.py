"""Model ids."""

from course.simulate.hub import Hub
from course.simulate.identity import hash_of, size_label, unused


def test_ids_are_unique_even_without_case(hub: Hub) -> None:
    assert len({name.lower() for name in hub.ids}) == hub.models


def test_only_the_oldest_have_no_namespace(hub: Hub) -> None:
    assert [i for i, name in enumerate(hub.ids) if "/" not in name] == [0]


def test_a_child_s_name_tells_its_root_s(hub: Hub) -> None:
    lineage = hub.world.lineage
    rows = [i for i in range(hub.models) if lineage.parent[i] >= 0]
    stems = [
        (hub.ids[i].rpartition("/")[2].split("-")[0], hub.ids[lineage.root[i]].rpartition("/")[2].split("-")[0])
        for i in rows
    ]
    assert sum(child == root for child, root in stems) / len(rows) > 0.85


def test_sizes_read_as_people_write_them() -> None:
    assert [size_label(n) for n in (7.2e9, 1e9, 70e9, 3.5e8, 1.5e9)] == ["7.2b", "1b", "70b", "350m", "1.5b"]


def test_a_taken_name_gets_a_number() -> None:
    taken: set[int] = set()
    assert [unused(name, taken) for name in ("a/x", "A/X", "a/x")] == ["a/x", "A/X-v2", "a/x-v3"]


def test_hashes_of_names_ignore_case_and_nothing_else() -> None:
    assert hash_of("Ab") == hash_of("aB") != hash_of("ba")
