"""Published marginals of the Hub beside the simulated ones: a table, and the plots of docs/practice-hub.md.

Run: python -m bench.simulate_marginals [--plots docs/practice-hub] [--page docs/practice-hub.md]
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np

from course.simulate import cards, mixes
from course.simulate.hub import Hub
from course.simulate.measures import gini, top_share
from course.simulate.meta import PRACTICE_MODELS, PRACTICE_SEED

HUBS = (("practice", PRACTICE_SEED, PRACTICE_MODELS), ("101", 101, 1000), ("102", 102, 1000), ("103", 103, 1000))
Measure = Callable[[Hub], float]


def words(hub: Hub, share: float) -> float:
    """A quantile of the words in a card."""
    rows = np.flatnonzero(hub.cards.present)
    counts = [len(hub.rows.body(int(i), int(hub.cards.kind[i])).split()) for i in rows.tolist()]
    return float(np.quantile(counts, share))


def relation(name: str) -> Measure:
    """The share of a relation among declared parents."""
    number = mixes.RELATIONS.index(name)
    return lambda hub: float((hub.world.tagged_relation[hub.cards.declared] == number).mean())


def task(name: str) -> Measure:
    """The share of a task among stated ones."""
    number = mixes.TASKS.index(name)
    return lambda hub: float((hub.world.task[hub.world.said_task] == number).mean())


def library(name: str) -> Measure:
    """The share of a library among stated ones."""
    number = mixes.LIBRARIES.index(name)
    return lambda hub: float((hub.world.library == number).sum() / (hub.world.library > 0).sum())


def licence(name: str) -> Measure:
    """The share of a licence among stated ones."""
    number = cards.licence_names().index(name)
    return lambda hub: float((hub.cards.licence == number).sum() / (hub.cards.licence >= 0).sum())


def unknown_sizes(hub: Hub) -> float:
    """The share of models whose parameters the Hub does not count; a copy has the count of what it repeats."""
    return float(np.mean([hub.rows.shown_header(i) is None for i in range(hub.models)]))


def positive(hub: Hub, share: float) -> float:
    """A quantile of the downloads above zero."""
    counts = hub.adoption.downloads
    return float(np.quantile(counts[counts > 0], share))


MARGINALS: tuple[tuple[str, float, str, Measure], ...] = (
    (
        "no downloads in 30 days",
        0.705,
        "full listing, Feb 2026",
        lambda hub: float((hub.adoption.downloads == 0).mean()),
    ),
    ("Gini of downloads", 0.997, "74,970 models, Oct 2022", lambda hub: gini(hub.adoption.downloads)),
    ("share of the top 1 %", 0.979, "74,970 models, Oct 2022", lambda hub: top_share(hub.adoption.downloads, 0.01)),
    ("median of positive downloads", 3, "full listing, Feb 2026", lambda hub: positive(hub, 0.5)),
    ("90 % quantile of positive downloads", 73, "full listing, Feb 2026", lambda hub: positive(hub, 0.9)),
    (
        "under 200 downloads ever",
        0.856,
        "Hub report, Aug 2026",
        lambda hub: float((hub.adoption.lifetime < 200).mean()),
    ),
    (
        "lifetime share of the top 1.5 %",
        0.992,
        "Hub report, Aug 2026",
        lambda hub: top_share(hub.adoption.lifetime, 0.015),
    ),
    ("no likes", 0.930, "full listing, Feb 2026", lambda hub: float((hub.adoption.likes == 0).mean())),
    ("has a card", 0.670, "1.86 M models, July 2025", lambda hub: float(hub.cards.present.mean())),
    (
        "untouched template, of cards",
        0.077,
        "758 cards, May 2024",
        lambda hub: float((hub.cards.kind == cards.TEMPLATE).sum() / hub.cards.present.sum()),
    ),
    (
        "training stub, of cards",
        0.186,
        "758 cards, May 2024",
        lambda hub: float((hub.cards.kind == cards.STUB).sum() / hub.cards.present.sum()),
    ),
    ("median words in a card", 185, "758 cards, May 2024", lambda hub: words(hub, 0.5)),
    ("upper quartile of words", 458, "758 cards, May 2024", lambda hub: words(hub, 0.75)),
    (
        "no licence",
        0.66,
        ".64 July 2025, .70 May 2026",
        lambda hub: float(1 - (hub.cards.licensed | hub.cards.tag_only).mean()),
    ),
    ("apache-2.0, of licences", 0.444, "672 k models, July 2025", licence("apache-2.0")),
    ("mit, of licences", 0.163, "672 k models, July 2025", licence("mit")),
    ("no task", 0.62, "1.86 M models, July 2025", lambda hub: float(1 - hub.world.said_task.mean())),
    ("text-generation, of tasks", 0.411, "1.86 M models, July 2025", task("text-generation")),
    ("text-to-image, of tasks", 0.114, "1.86 M models, July 2025", task("text-to-image")),
    ("no library", 0.44, "1.86 M models, July 2025", lambda hub: float((hub.world.library == 0).mean())),
    ("transformers, of libraries", 0.632, "1.86 M models, July 2025", library("transformers")),
    ("peft, of libraries", 0.199, "1.86 M models, July 2025", library("peft")),
    ("declares a parent", 0.31, "1.86 M models, July 2025", lambda hub: float(hub.cards.declared.mean())),
    ("adapter, of declared", 0.421, "573,653 edges, July 2025", relation("adapter")),
    ("fine-tune, of declared", 0.330, "573,653 edges, July 2025", relation("finetune")),
    ("quantised, of declared", 0.178, "573,653 edges, July 2025", relation("quantized")),
    (
        "children of the largest root",
        0.058,
        "573,653 edges, July 2025",
        lambda hub: float(np.bincount(hub.world.lineage.parent[hub.cards.declared]).max() / hub.cards.declared.sum()),
    ),
    ("parameters unknown", 0.50, "15,904 fresh models, Aug 2026", unknown_sizes),
    ("gated", 0.029, "15,904 fresh models, Aug 2026", lambda hub: float(np.isin(hub.cards.gated, (1, 2)).mean())),
    (
        "model-index, of cards",
        0.127,
        "758 cards, May 2024",
        lambda hub: float(hub.cards.indexed.sum() / hub.cards.present.sum()),
    ),
    (
        "accounts with one model",
        0.645,
        "20,455 authors, Oct 2022",
        lambda hub: float((hub.world.accounts.sizes == 1).mean()),
    ),
)


def shown(value: float) -> str:
    """A figure with as many places as it deserves."""
    return f"{value:.0f}" if value >= 2 else f"{value:.3f}"


def table(hubs: dict[str, Hub]) -> str:
    """The marginals as a Markdown table."""
    lines = [f"| marginal | published | population, date | {' | '.join(hubs)} |", "|---" * (3 + len(hubs)) + "|"]
    for name, published, source, measure in MARGINALS:
        values = " | ".join(shown(measure(hub)) for hub in hubs.values())
        lines.append(f"| {name} | {shown(published)} | {source} | {values} |")
    return "\n".join(lines)


def rewrite(page: Path, made: str) -> None:
    """Put the table between the page's two marks."""
    start, end = "<!-- marginals -->", "<!-- /marginals -->"
    text = page.read_text("utf-8")
    head, tail = text.split(start)[0], text.split(end)[1]
    page.write_text(f"{head}{start}\n{made}\n{end}{tail}", "utf-8")


def main() -> None:
    """Print the table; draw the plots where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plots", type=Path, help="folder for the plots")
    parser.add_argument("--page", type=Path, help="page whose table is to be rewritten")
    args = parser.parse_args()
    hubs = {name: Hub(seed, models) for name, seed, models in HUBS}
    made = table(hubs)
    print(made)
    if args.page:
        rewrite(args.page, made)
    if args.plots:
        from bench.simulate_plots import draw

        draw(hubs["practice"], args.plots)


if __name__ == "__main__":
    main()
