"""The changes that answers are tried with: each kind is made, one at a time, and says where it was made."""

import ast

import pytest

from bench.mutations import mutants


def answer(line: str) -> str:
    """A function whose body ends in `line`."""
    return f'def f(x, n: int = 0) -> int:\n    """Text."""\n    {line}\n'


def changes(line: str) -> set[str]:
    """What `line` becomes."""
    return {mutant.change.partition(" → ")[2] for mutant in mutants(answer(line))}


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("return x < 3", {"return x <= 3", "return x > 3", "return x < 4", "return x < 2"}),
        ("return x and n", {"return x or n", "return x", "return n"}),
        ("return not x", {"return x"}),
        (
            "return x.dropna().sort_values('a', ascending=False)",
            {"return x.dropna()", "return x.dropna().sort_values('a')"},
        ),
        ("return max(x)", {"return min(x)"}),
        ("return sorted(set(x))", {"return set(x)", "return sorted(x)"}),
        ("return re.search(x, n)", {"return re.match(x, n)"}),
        ("return x[1:]", {"return x[:]"}),
        ("return {'a': 1, 'b': 2}", {"return {'a': 1}", "return {'b': 2}"}),
        ("return [y for y in x if y]", {"return [y for y in x]"}),
        ("return {y for y in x}", {"return [y for y in x]"}),
        ("return x.drop_duplicates(keep='first')", {"return x.drop_duplicates(keep='last')", "return x"}),
        ("x.sort()", {"pass"}),
    ],
)
def test_a_kind_of_change_is_made(line: str, wanted: set[str]) -> None:
    assert wanted <= changes(line)


def test_each_mutant_is_another_function_that_can_be_read() -> None:
    source = answer("return [y.strip() for y in x if y and len(y) < 3 or n >= 2][1:]")
    found = [mutant.code for mutant in mutants(source)]
    assert len(found) > 10
    assert len(set(found)) == len(found)
    assert all(ast.parse(code) for code in found)


def test_annotations_and_docstrings_are_nobodys_mistake() -> None:
    assert not [code for code in changes("return x") if "int" in code or "Text" in code]
