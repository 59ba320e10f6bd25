"""`course simulate`: a simulated Hub of one's own."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

HELP = "build a simulated Hub of any size into a file"
EXAMPLE = "course simulate --models 10000 --seed 7 --out mine.sqlite"
CHECKED = 200_000  # above, the acceptance tests would take longer than the build


def configure(parser: ArgumentParser) -> None:
    """How large, from which seed, and where to."""
    parser.add_argument("--models", type=int, default=4200, help="how many models, at least 600 (4200)")
    parser.add_argument("--seed", type=int, default=1, help="where to begin looking for a seed that passes (1)")
    parser.add_argument("--out", type=Path, required=True, help="the .sqlite file to write")
    parser.add_argument("--manifest", type=Path, help="also write what was planted, as JSON: not for learners")
    parser.add_argument("--exactly", action="store_true", help="take this seed even if it fails acceptance tests")


def run(args: Namespace) -> int:
    """Print the file that was written."""
    from course.simulate.meta import FEWEST

    if args.models < FEWEST:
        print(
            f"course: {args.models} models are too few to plant anything in; ask for at least {FEWEST}.",
            file=sys.stderr,
        )
        return 2
    if args.seed < 0:
        print(f"course: {args.seed} is not a seed; take a whole number from 0 on.", file=sys.stderr)
        return 2
    seed = args.seed if args.exactly or args.models > CHECKED else chosen(args.seed, args.models)
    from course.hub.writer import remove_left_over
    from course.simulate.build import build, write_manifest
    from course.simulate.hub import Hub
    from course.simulate.truth import truth

    remove_left_over(args.out)
    path = build(args.out, seed=seed, models=args.models, name=args.out.stem, progress=bar)
    if args.manifest:
        write_manifest(args.manifest, truth(Hub(seed, args.models)))
    print(f"{path} (seed {seed}, {args.models:,} models)")
    return 0


def chosen(seed: int, models: int) -> int:
    """The first seed from `seed` on that passes every acceptance test; says why others do not."""
    from course.simulate.acceptance import next_passing

    return next_passing(seed, models, say)


def say(seed: int, why: list[str]) -> None:
    """Which acceptance tests a seed failed, one a line."""
    print(f"seed {seed} fails:", *why, sep="\n  ", file=sys.stderr)


def bar(share: float) -> None:
    """A line that fills, where somebody is looking."""
    if sys.stderr.isatty():
        print(f"\r[{'#' * round(40 * share):<40}] {share:4.0%}", end="\n" if share >= 1 else "", file=sys.stderr)
