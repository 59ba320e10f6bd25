"""`course simulate`: a simulated Hub of one's own."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

HELP = "build a simulated Hub of any size into a file"
EXAMPLE = "course simulate --models 10000 --seed 7 --out mine.sqlite"


def configure(parser: ArgumentParser) -> None:
    """How large, from which seed, and where to."""
    parser.add_argument("--models", type=int, default=4200, help="how many models (4200)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same Hub (1)")
    parser.add_argument("--out", type=Path, required=True, help="the .sqlite file to write")


def run(args: Namespace) -> int:
    """Print the file that was written."""
    from course import simulate

    print(simulate.build(args.out, seed=args.seed, models=args.models, name=args.out.stem))
    return 0
