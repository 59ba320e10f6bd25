"""`course snapshot`: record a Hub, describe a snapshot, verify it, compare two, publish one."""

import json
import os
import sys
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

HELP = "record a snapshot of a Hub, describe one, verify one, compare two, publish one"
EXAMPLE = "course snapshot record --models 2000 --sort downloads --with cards,configs --out hub.sqlite"
LIVE = "https://huggingface.co"


def configure(parser: ArgumentParser) -> None:
    """The five things that can be done."""
    several = parser.add_subparsers(metavar="WHAT", required=True)
    _configure_record(several.add_parser("record", help="record the live Hub, or any that speaks like it"))
    for name, told, do in (("info", "describe a snapshot", info), ("verify", "check a snapshot's digest", verify)):
        one = several.add_parser(name, help=told)
        one.add_argument("file", help="the .sqlite file, or the name of a simulated Hub")
        one.add_argument("--json", action="store_true", help="for programs")
        one.set_defaults(do=do)
    both = several.add_parser("diff", help="what changed from one snapshot to another; exit code 1 when anything did")
    both.add_argument("old")
    both.add_argument("new")
    both.add_argument("--json", action="store_true", help="for programs")
    both.add_argument("--limit", type=int, default=20, help="how many changes to list (20)")
    both.set_defaults(do=diff)
    _configure_publish(several.add_parser("publish", help="put a recorded snapshot into a dataset repo of the Hub"))


def _configure_record(parser: ArgumentParser) -> None:
    parser.add_argument("--models", type=int, default=1000, help="how many models (1000)")
    parser.add_argument("--datasets", type=int, default=0, help="how many datasets (0)")
    parser.add_argument("--spaces", type=int, default=0, help="how many Spaces (0)")
    parser.add_argument("--sort", default="downloads", help="downloads, likes, createdAt, lastModified, trendingScore")
    parser.add_argument("--filter", action="append", default=[], help="a tag that all must carry; may be repeated")
    parser.add_argument("--with", dest="extras", default="", help="also cards,configs,trees,refs,commits,discussions")
    parser.add_argument("--endpoint", default=os.environ.get("HF_ENDPOINT", LIVE), help=f"the Hub to record ({LIVE})")
    parser.add_argument("--out", type=Path, required=True, help="the .sqlite file to write")
    host = "a further host that files may be redirected to; may be repeated"
    parser.add_argument("--allow-host", action="append", default=[], metavar="HOST", help=host)
    requests = "stop after so many requests (1,000 and 200 for each repo)"
    parser.add_argument("--most-requests", type=int, metavar="N", help=requests)
    parser.add_argument("--most-megabytes", type=int, default=4096, metavar="N", help="stop after so many MB (4096)")
    parser.set_defaults(do=record)


def _configure_publish(parser: ArgumentParser) -> None:
    from course.commands._sending import add_confirm

    parser.add_argument("file", help="the .sqlite file")
    parser.add_argument("repo", metavar="OWNER/NAME", help="the dataset repo; it is made where there is none")
    add_confirm(parser, "OWNER/NAME")
    parser.set_defaults(do=publish)


def run(args: Namespace) -> int:
    """Do what was asked for."""
    return int(args.do(args))


def record(args: Namespace) -> int:
    """Record; an interrupted recording goes on when the same command is given again."""
    from course.hub.fetch import Bounds
    from course.hub.record import EXTRAS, Plan
    from course.hub.record import record as recorded
    from course.hub.snapshot import SnapshotError

    extras = tuple(dict.fromkeys(one.strip() for one in args.extras.split(",") if one.strip()))
    if unknown := [one for one in extras if one not in EXTRAS]:
        raise SnapshotError(f"--with knows no {unknown[0]!r}; it knows {', '.join(EXTRAS)}.")
    counts = {"models": args.models, "datasets": args.datasets, "spaces": args.spaces}
    plan = Plan(args.endpoint.rstrip("/"), **counts, sort=args.sort, filters=tuple(args.filter), extras=extras)
    most = plan.most_requests() if args.most_requests is None else args.most_requests
    bounds = Bounds(most, args.most_megabytes, hosts=frozenset(name.lower() for name in args.allow_host))
    line = _Line()
    meta = recorded(plan, args.out, line.show, bounds=bounds)
    line.close()
    print(f"{args.out}: {_counted(meta.counts)}, digest {meta.digest[:12]}")
    return 0


class _Line:
    """How far the recording is and how long it will still take; rewritten in place on a terminal."""

    def __init__(self) -> None:
        self.started, self.first, self.shown = time.monotonic(), -1, 0.0

    def show(self, done: int, every: int) -> None:
        """`done` of `every` known request."""
        self.first = done - 1 if self.first < 0 else self.first
        now = time.monotonic()
        if sys.stderr.isatty() and (now - self.shown > 0.2 or done == every):
            self.shown = now
            left = (now - self.started) / (done - self.first) * (every - done)
            told = f"{done:,} of {every:,} requests, {left / 60:.0f} min left" if left >= 60 else f"{left:.0f} s left"
            print(f"\rRecording: {done:,} of {every:,}; {told}   ", end="", file=sys.stderr, flush=True)

    def close(self) -> None:
        """Leave the line."""
        if self.shown:
            print(file=sys.stderr)


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {kind}" for kind, count in counts.items() if count) or "nothing"


def info(args: Namespace) -> int:
    """Describe a snapshot."""
    from dataclasses import asdict

    from course.commands._hubs import file_of
    from course.hub.snapshot import Snapshot

    snapshot = Snapshot.open(file_of(args.file))
    told = {**asdict(snapshot.meta), "logs": snapshot.logs(), "bytes": snapshot.path.stat().st_size}
    if args.json:
        print(json.dumps(told))
        return 0
    meta = snapshot.meta
    print(f"{snapshot.path}\n{'simulated' if meta.simulated else 'recorded'}, as of {meta.as_of}, {meta.generator}")
    print(f"{_counted(meta.counts)}; {len(told['logs'])} logs; {told['bytes'] / 1e6:.1f} MB\ndigest {meta.digest}")
    return 0


def verify(args: Namespace) -> int:
    """Read a snapshot whole and compare its digest; exit code 1 when it differs."""
    from course.commands._hubs import file_of
    from course.hub.snapshot import DamagedSnapshot, Snapshot

    path = file_of(args.file)
    try:
        Snapshot.open(path).verify()
    except DamagedSnapshot as error:
        print(json.dumps({"sound": False, "told": str(error)}) if args.json else error)
        return 1
    print(json.dumps({"sound": True}) if args.json else f"{path} is as it was written.")
    return 0


def diff(args: Namespace) -> int:
    """List what changed, then how much; changes of counts alone are not listed."""
    from dataclasses import asdict

    from course.commands._hubs import file_of
    from course.hub.difference import difference, totals
    from course.hub.snapshot import Snapshot

    changes = list(difference(Snapshot.open(file_of(args.old)), Snapshot.open(file_of(args.new))))
    if args.json:
        print(json.dumps({"changes": [asdict(change) for change in changes], "totals": totals(changes)}))
        return int(bool(changes))
    steady = [change for change in changes if change.steady]
    print(*steady[: args.limit], sep="\n", end="\n" if steady else "")
    if len(steady) > args.limit:
        print(f"... and {len(steady) - args.limit:,} more; --limit shows them")
    print("; ".join(f"{name} {count:,}" for name, count in totals(changes).items()) or "Nothing differs.")
    return int(bool(changes))


def publish(args: Namespace) -> int:
    """Show what would be published; with --confirm, publish it."""
    from course.commands._hubs import file_of
    from course.commands._sending import is_confirmed
    from course.hub.publication import FILE, publication
    from course.hub.sending import send

    confirmed = is_confirmed(args.repo, args.confirm)
    parcel = publication(file_of(args.file), args.repo)
    if not confirmed:
        print(f"{parcel.card}\nThis card and {FILE}, {parcel.size / 1e6:.1f} MB in all, would be the")
        print(f"dataset repo {args.repo}. Nothing was sent. To send it, add: --confirm {args.repo}")
        return 0
    commit = send(parcel)
    print(f'Published. It opens with connect("hf://datasets/{args.repo}/{FILE}"),')
    print(f'and as it is now, for good, with connect("hf://datasets/{args.repo}@{commit}/{FILE}").')
    return 0
