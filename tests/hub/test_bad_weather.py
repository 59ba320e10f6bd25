"""A full disk, a damaged file, a killed build and a missing network are each one sentence, and leave nothing behind."""

import os
import random
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from filelock import FileLock
from huggingface_hub import constants
from nbclient import NotebookClient

from course.hub import seal as sealing
from course.hub import snapshot as module
from course.hub.connect import connect
from course.hub.places import file_of, prepare
from course.hub.record import record
from course.hub.snapshot import DamagedSnapshot, Snapshot, SnapshotError, SnapshotWriter
from course.hub.transport import NoNetwork
from course.hub.writer import RepoFile, remove_left_over
from tests.hub.conftest import unseal
from tests.hub.served import fetcher, plan, serving

SPOTS = 60


def harmed(path: Path, folder: Path, at: int) -> Path:
    """A copy of a file with one bit turned round."""
    content = bytearray(path.read_bytes())
    content[at] ^= 0x10
    copy = folder / f"{at}.sqlite"
    copy.write_bytes(content)
    return copy


def test_one_wrong_bit_anywhere_is_noticed_when_the_file_is_opened(pond: Path, tmp_path: Path) -> None:
    size, draw = pond.stat().st_size, random.Random(4)
    for at in {*range(100), *(draw.randrange(size) for _ in range(SPOTS)), size - 1}:
        with pytest.raises(SnapshotError) as caught:
            Snapshot.open(harmed(pond, tmp_path, at))
        assert str(caught.value).count("\n") == 0
    with pytest.raises(DamagedSnapshot, match="its bytes are not those that were written"):
        connect(str(harmed(pond, tmp_path, size // 2)))


def test_a_file_is_read_whole_once_a_process(pond: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []

    def whole(path: Path) -> bool:
        read.append(path)
        return True

    monkeypatch.setattr(module, "is_whole", whole)
    copy = Path(shutil.copy(pond, tmp_path / "copy.sqlite"))
    for _ in range(3):
        Snapshot.open(copy)
    assert read == [copy]


def test_a_very_large_file_is_not_read_whole(pond: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoilt = harmed(pond, tmp_path, pond.stat().st_size - 1)
    assert not sealing.is_whole(spoilt)
    monkeypatch.setattr(sealing, "LARGEST", 1000)
    assert sealing.is_whole(spoilt)


def test_a_file_without_a_seal_opens(pond: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(pond, tmp_path / "copy.sqlite"))
    copy.chmod(0o644)
    unseal(copy)
    assert Snapshot.open(copy).repo("models", "toad")


def test_a_content_that_cannot_be_unpacked_is_a_sentence_too(pond: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(pond, tmp_path / "copy.sqlite"))
    copy.chmod(0o644)
    with sqlite3.connect(copy) as db:
        db.execute("UPDATE blob SET content = x'00'")
        db.execute("UPDATE document SET body = x'00'")
    db.close()
    unseal(copy)
    spoilt = Snapshot.open(copy)
    repo = spoilt.repo("models", "lab-a/otter")
    assert repo
    with pytest.raises(DamagedSnapshot, match="delete it"):
        [spoilt.content(file) for file in spoilt.files(repo.seq)]
    with pytest.raises(DamagedSnapshot, match="delete it"):
        spoilt.document("refs", "models/lab-a/otter")


BUILD = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
{limit}
from course.hub.connect import connect
from course.hub.schema import SnapshotError
try:
    connect("nano")
except SnapshotError as error:
    print(error)
"""


def built(home: Path, limit: str) -> str:
    """What a process says that builds the nano Hub into `home`."""
    command = [sys.executable, "-c", BUILD.format(limit=limit)]
    env = {**os.environ, "COURSE_HOME": str(home)}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout


def test_a_file_that_may_not_grow_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    told = built(tmp_path, "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, resource.RLIM_INFINITY))")
    assert "cannot be written" in told
    assert "COURSE_HOME" in told
    assert told.count("\n") == 1
    assert [path.suffix for path in tmp_path.iterdir()] == [".lock"]


FULL = "mount -t tmpfs -o size=100k full {home} && {python} -c '{code}'"


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    command = FULL.format(home=tmp_path, python=sys.executable, code=BUILD.format(limit=""))
    env = {**os.environ, "COURSE_HOME": str(tmp_path)}
    unshared = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    if shutil.which("unshare") is None or subprocess.run([*unshared, "true"], capture_output=True).returncode:
        pytest.skip("this system gives no namespace of one's own")
    told = subprocess.run([*unshared, command], env=env, capture_output=True, text=True)
    if "mount" in told.stderr:
        pytest.skip("this system lets nobody mount")
    assert "cannot be written (database or disk is full); make room there" in told.stdout, told.stderr
    assert told.stdout.count("\n") == 1


@pytest.mark.parametrize("more", [0, 20_000])
def test_a_disk_that_fills_up_while_writing(more: int, tmp_path: Path) -> None:
    def fill() -> None:
        with SnapshotWriter(tmp_path / "a.sqlite", name="a", as_of="", simulated=True) as writer:
            for number in range(300 + more):  # without more, the disk is full when all is written but the indexes
                if number == 299:
                    (pages,) = writer._db.execute("PRAGMA main.page_count").fetchone()
                    writer._db.execute(f"PRAGMA main.max_page_count = {pages + 2}")
                writer.add_repo("models", {"id": f"a/{number}", "tags": ["x" * 50]})

    with pytest.raises(SnapshotError, match=r"a.sqlite cannot be written \(database or disk is full\)"):
        fill()
    assert list(tmp_path.iterdir()) == []


def test_a_recording_on_a_full_disk_goes_on_later(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from course.hub.recording import Job, Recording

    kept, full = Recording.add_part, [True]

    def add_part(recording: Recording, job: Job, body: bytes) -> None:
        if full[0] and job.id == "lab/m20":
            recording.db.execute(f"PRAGMA max_page_count = {recording.db.execute('PRAGMA page_count').fetchone()[0]}")
            for number in range(1000):
                kept(recording, Job(job.what, job.kind, job.id, f"{job.url}{number}"), body * 50)
        kept(recording, job, body)

    monkeypatch.setattr(Recording, "add_part", add_part)
    out = tmp_path / "out.sqlite"
    with serving(whole) as endpoint:
        with pytest.raises(SnapshotError, match=r"database or disk is full.*make room there"):
            record(plan(endpoint), out, fetch=fetcher())
        full[0] = False
        assert record(plan(endpoint), out, fetch=fetcher()).counts["models"] > 0


def test_a_recording_that_is_damaged_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "out.sqlite.recording").write_bytes(b"no database" * 100)
    with pytest.raises(SnapshotError, match="delete it to begin anew"):
        record(plan("http://127.0.0.1:9"), tmp_path / "out.sqlite", fetch=fetcher())


KILLED = """
import os, sys
from pathlib import Path
from course.hub.writer import SnapshotWriter
with SnapshotWriter(Path(sys.argv[1]), name="a", as_of="", simulated=True) as writer:
    for number in range(200):
        writer.add_repo("models", {"id": f"a/{number}"})
    os.kill(os.getpid(), 9)
"""


def killed(path: Path) -> set[str]:
    """What a build of `path` leaves that is killed in its middle."""
    subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    return {one.suffix for one in path.parent.glob(f".{path.name}.*")}


def test_the_next_build_removes_what_a_killed_one_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_HOME", str(tmp_path))
    assert killed(file_of("nano")) == {".part", ".stage"}
    assert killed(tmp_path / "practice-of-an-old-generator.sqlite") == {".part", ".stage"}
    prepare("nano")
    assert [path for path in tmp_path.iterdir() if path.suffix in (".part", ".stage")] == []


def test_what_another_process_is_building_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_HOME", str(tmp_path))
    other = tmp_path / "other.sqlite"
    killed(other)
    with FileLock(other.with_suffix(".lock")):
        prepare("nano")
        assert len([path for path in tmp_path.iterdir() if path.suffix in (".part", ".stage")]) == 2


def test_what_is_being_written_is_not_taken_for_left_over(tmp_path: Path) -> None:
    path = tmp_path / "a[1].sqlite"
    with SnapshotWriter(path, name="a", as_of="", simulated=True) as writer:
        writer.add_repo("models", {"id": "a/x"}, [RepoFile("README.md", b"# x")])
        remove_left_over(path)
        assert len([*tmp_path.iterdir()]) == 2
    assert Snapshot.open(path).repo("models", "a/x")
    remove_left_over(path)
    assert [*tmp_path.iterdir()] == [path]


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> str:
    """An address at which nobody listens, as that of the live Hub."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = "http://localhost:{1}".format(*closed.getsockname())
    monkeypatch.setattr(constants, "ENDPOINT", address)
    monkeypatch.setattr(
        constants, "HUGGINGFACE_CO_URL_TEMPLATE", f"{address}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
    )
    monkeypatch.setenv("HF_ENDPOINT", address)
    return address


ASKED: list[Callable[..., object]] = [
    lambda api: api.model_info("a/b"),
    lambda api: [*api.list_models(limit=1)],
    lambda api: api.hf_hub_download("a/b", "README.md"),
    lambda api: api.snapshot_download("a/b"),
    lambda api: api.auth_check("a/b"),
]


@pytest.mark.usefixtures("nowhere")
@pytest.mark.parametrize("ask", ASKED)
def test_the_live_hub_without_a_network(
    ask: Callable[..., object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(NoNetwork, match=r'localhost cannot be reached; connect\("practice"\)') as caught:
        ask(connect("live"))
    assert caught.value._render_traceback_() == [str(caught.value)]


def test_each_is_one_line_in_a_notebook(pond: Path, tmp_path: Path, nowhere: str) -> None:
    spoilt = harmed(pond, tmp_path, pond.stat().st_size // 2)
    cut = tmp_path / "cut.sqlite"
    cut.write_bytes(pond.read_bytes()[:9000])
    cells = [
        "from course import connect, hub_of",
        "connect('live').hf_hub_download('a/b', 'README.md')",
        "list(connect('live').list_models(limit=1))",
        f"connect({str(spoilt)!r})",
        f"connect({str(cut)!r})",
        f"connect({str(tmp_path / 'missing.sqlite')!r})",
        "hub_of([{'id': 'a/x', 'download': 3}])",
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(book, allow_errors=True, timeout=600, startup_timeout=600).execute()
    shown = [[line for output in cell.outputs for line in output.get("traceback", [])] for cell in book.cells]
    assert [len(lines) for lines in shown] == [0, *[1] * (len(cells) - 1)]
    words = ["cannot be reached", "cannot be reached", "is damaged", "is cut short", "cannot be opened", "did you mean"]
    assert [word in lines[0] and "\n" not in lines[0] for word, lines in zip(words, shown[1:], strict=True)] == [
        True
    ] * 6
