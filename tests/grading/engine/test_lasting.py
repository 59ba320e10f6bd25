"""What a notebook's answers do at its end is what they did where they stood, or it is told that they may not."""

import pytest

from course.grading.engine.lasting import lasting

GIVEN = ("pd", "np", "frames")


@pytest.mark.parametrize(
    "text",
    [
        "def f(x):\n    return pd.Series(x).sum() + helper(x)\ndef helper(x):\n    return frames.models(x)",
        "import re\nWORD = re.compile('a+')\nLIMITS = {'a': [1, 2]}\ndef f(x):\n    return WORD.match(LIMITS['a'][x])",
        "def f(x, n=10, *, key=lambda one: one.id):\n    made = []\n    made.append(x)\n    x['y'] = n",
        "rows = load()\nrows.sort()\nrows['x'] = 1\ndef f(x):\n    return [row for row in x if row in range(3)]",
        "share = lambda part: part / sum(part)\ndef f(x):\n    return share(x)",
        "LIMITS: list[int] = [1, 2]\ndef f(x):\n    return sorted(LIMITS) + [*LIMITS, len(LIMITS)]",
        "def f(x):\n    return f(x[1:]) if x else np.nan",
    ],
)
def test_functions_on_modules_functions_and_constants_last(text: str) -> None:
    assert lasting([text], ["f"], GIVEN)


@pytest.mark.parametrize(
    "text",
    [
        "seen = {}\ndef f(x):\n    seen[x] = 1\n    return len(seen)",
        "seen = []\ndef f(x):\n    seen.append(x)\n    return seen",
        "seen = []\ndef f(x):\n    mine = seen\n    mine.append(x)",
        "seen = []\ndef f(x):\n    return seen",
        "def f(x, seen=[]):\n    seen.append(x)",
        "def f(x, seen=dict()):\n    return seen",
        "count = 0\ndef f(x):\n    global count\n    count = count + 1",
        "def f(x):\n    f.calls = 1",
        "def f(x):\n    return models",
        "models = load()\ndef f(x):\n    return models",
        "from functools import cache\n@cache\ndef f(x):\n    return x",
        "class Count:\n    calls = 0\ndef f(x):\n    return Count.calls",
        "def f(x):\n    return x\npd.DataFrame.sum = f",
        "def f(x):\n    return x\nimport numpy\nnumpy.random.seed(1)",
        "def f(x):\n    return open('notes').read()",
        "def f(x):\n    return x\nf.__defaults__ = (1,)",
        "def f(x):\n    return eval('models')",
        "from sys import modules\ndef f(x):\n    return modules",
        "LIMIT = [1]\nLIMIT += [2]\ndef f(x):\n    return LIMIT[0]",
        "%matplotlib inline\ndef f(x):\n    return x",
        "def f(x) return x",
        "f = partial(print)",
        "g = f",
    ],
)
def test_what_may_be_altered_later_does_not(text: str) -> None:
    assert not lasting([text], ["f"], GIVEN)


def test_what_another_cell_does_counts() -> None:
    answer = "LIMITS = [1, 2]\ndef f(x):\n    return LIMITS[x]"
    assert lasting([answer, "other = [3]\nother.pop()"], ["f"], GIVEN)
    assert not lasting([answer, "LIMITS.pop()"], ["f"], GIVEN)
    assert not lasting([answer, "LIMITS = load()"], ["f"], GIVEN)
