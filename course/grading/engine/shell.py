"""The IPython that a student's cells run in, and what they show: text and pictures, bounded while they are made."""

import base64
import io
import sys
import traceback
from types import TracebackType
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import LSString, SList
from traitlets.config import Config

PARTS = ("displayhook", "display_pub", "display_formatter", "events", "compile")
KEPT = ("text/plain", "image/png")
CELL = "<cell {}>"
NO_COMMANDS = "[a command of the system is not run while a notebook is graded]"
COMMANDS = frozenset("bash sh script system sx ! !! perl ruby cmd powershell python python2 python3 pypy".split())
PICTURES = 8 << 20  # characters of all pictures of a cell
Output = dict[str, Any]


class Record:
    """The outputs of one cell, as a notebook keeps them; what goes beyond `most` characters is dropped and said so."""

    def __init__(self, most: int) -> None:
        self.outputs: list[Output] = []
        self.left, self.pictures = most, PICTURES

    def text(self, name: str, text: str) -> None:
        """Add to a stream."""
        if self.left <= 0:
            return
        text, self.left = text[: self.left], self.left - len(text)
        if self.left <= 0:
            text += "\n[output cut here]"
        last = self.outputs[-1] if self.outputs else {}
        if last.get("output_type") == "stream" and last.get("name") == name:
            last["text"] += text
        else:
            self.outputs.append({"output_type": "stream", "name": name, "text": text})

    def data(self, kind: str, data: dict[str, Any]) -> None:
        """Add something displayed or returned."""
        kept = {mime: _as_text(data[mime]) for mime in KEPT if mime in data}
        picture = len(kept.get("image/png", ""))
        size = sum(map(len, kept.values())) - picture
        if not kept or size > self.left or picture > self.pictures:
            return self.text("stdout", "[output cut here]\n")
        self.left, self.pictures = self.left - size, self.pictures - picture
        self.outputs.append({"output_type": kind, "data": kept, "metadata": {}})
        return None

    def error(self, kind: str, message: str, lines: list[str]) -> None:
        """Add an exception."""
        self.outputs.append({"output_type": "error", "ename": kind, "evalue": message, "traceback": lines})


def _as_text(value: object) -> str:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


class Stream(io.TextIOBase):
    """stdout or stderr of a student's process: goes to the record of the cell that runs, or nowhere."""

    record: Record | None = None

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def write(self, text: str) -> int:
        """Keep `text`."""
        if Stream.record is not None:
            Stream.record.text(self._name, str(text))
        return len(text)

    def writable(self) -> bool:
        """Yes."""
        return True

    def isatty(self) -> bool:
        """No."""
        return False


class _Publisher(DisplayPublisher):  # type: ignore[misc]
    def publish(self, data: Any, *args: Any, **kwargs: Any) -> None:
        if Stream.record is not None:
            Stream.record.data("display_data", data)


class _Hook(DisplayHook):  # type: ignore[misc]
    def __call__(self, result: Any = None) -> None:
        if result is None or self.quiet() or Stream.record is None:
            return
        data, _ = self.shell.display_formatter.format(result, include=set(KEPT))
        Stream.record.data("execute_result", data)


class Shell(InteractiveShell):  # type: ignore[misc]
    """An InteractiveShell whose cells are named by number, so that a line of a traceback can be found again."""

    displayhook_class = _Hook
    display_pub_class = _Publisher

    def keep(self) -> None:
        """Remember what this shell is made of."""
        self._made_of = [(one, dict(vars(one))) for one in type(self).__mro__[:2]]
        self._parts = {name: getattr(self, name) for name in PARTS}
        self._own = frozenset(vars(self))

    def mend(self) -> None:
        """Undo what a cell did to the shell itself, so that it costs that cell and not the next."""
        for one, attributes in self._made_of:
            for name in vars(one).keys() - attributes.keys():
                delattr(one, name)
            for name, value in attributes.items():
                if vars(one).get(name) is not value:
                    setattr(one, name, value)
        for name in [
            name for name in vars(self) if name not in self._own and callable(getattr(type(self), name, None))
        ]:
            delattr(self, name)
        for name, value in self._parts.items():
            if getattr(self, name, None) is not value:
                setattr(self, name, value)

    def system(self, cmd: str) -> None:
        """`!command` and what `%pip` calls: a command that failed, as the notebook goes on after one."""
        print(NO_COMMANDS)
        self.user_ns["_exit_code"] = 1

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        """`x = !command`: the output of a command that failed."""
        return SList([NO_COMMANDS]) if split else LSString(NO_COMMANDS)

    def run_cell_magic(self, magic_name: str, line: str, cell: str) -> Any:
        """`%%bash` and its like are commands too; any other magic is run."""
        if magic_name in COMMANDS:
            return self.system(cell)
        return super().run_cell_magic(magic_name, line, cell)

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        if Stream.record is not None:
            Stream.record.error(etype.__name__, str(evalue), [str(line) for line in stb])


def start() -> Shell:
    """The one shell of a process, plain: no history, no colours, no terminal."""
    sys.stdout, sys.stderr = Stream("stdout"), Stream("stderr")
    quiet = Config()
    quiet.HistoryManager.enabled = False
    quiet.InteractiveShell.cache_size = 0
    quiet.InteractiveShell.colors = "nocolor"
    quiet.InteractiveShell.xmode = "Plain"
    shell: Shell = Shell.instance(config=quiet)
    shell.compile.get_code_name = lambda raw, transformed, number: CELL.format(number)
    if "" not in sys.path:
        sys.path.insert(0, "")  # as in a notebook: a file that a cell writes can be imported by a later one
    shell.enable_gui = lambda gui=None: None
    shell.keep()
    return shell


def run(shell: Shell, number: int, source: str, most: int | None) -> tuple[list[Output], BaseException | None]:
    """Run one cell: its outputs, at most that many characters, and what it raised; None makes no outputs at all."""
    record = Record(most or 0)
    Stream.record = record if most is not None else None
    shell.mend()
    shell.execution_count = number
    try:
        result = shell.run_cell(source, store_history=False)
    finally:
        Stream.record = None
    return record.outputs, result.error_before_exec or result.error_in_exec


def place(trace: TracebackType | None, error: BaseException | None = None) -> list[int]:
    """Number of the cell and of the line in it, of the last step that led to an exception; [] outside all cells."""
    if isinstance(error, SyntaxError) and str(error.filename).startswith(CELL[:6]):
        return [_number(str(error.filename)), error.lineno or 1]
    steps = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(trace)]
    found = [(name, line) for name, line in steps if name.startswith(CELL[:6])]
    return [_number(found[-1][0]), found[-1][1]] if found else []


def _number(name: str) -> int:
    return int(name.removeprefix(CELL[:6]).removesuffix(">"))
