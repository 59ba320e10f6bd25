"""What each rule of lessons 5 to 13 does on the practice Hub: a value by the rule and one by breaking it.

The functions are no solutions of the lessons: they look at one rule at a time, and only show that the rule has a case.
`SMALL` lists rules that practice cannot show, so that hand-made tables have to teach them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from huggingface_hub import HfApi

from course.vocabulary import dtype_bytes, licence_classes

BYTES = dtype_bytes()
Table = pd.DataFrame
GIB = 2**30
MODEL_FIELDS: list[Any] = ["safetensors", "config", "siblings", "tags", "pipeline_tag", "downloads", "private",
                           "cardData", "createdAt", "evalResults"]  # fmt: skip
ORDER = ("permissive", "copyleft", "use-restricted", "noncommercial")


@dataclass
class Practice:
    """The practice Hub as a learner gets at it."""

    api: HfApi

    def log(self, name: str) -> Table:
        """One of its logs."""
        found: Table = self.api.snapshot.log(name)  # type: ignore[attr-defined]
        return found

    @cached_property
    def models(self) -> list[Any]:
        """Its models, the most downloaded first."""
        return list(self.api.list_models(sort="downloads", expand=MODEL_FIELDS))

    @cached_property
    def datasets(self) -> list[Any]:
        """Its datasets."""
        fields: list[Any] = ["cardData", "description", "downloads", "private", "gated", "tags"]
        return list(self.api.list_datasets(expand=fields))

    @cached_property
    def spaces(self) -> list[Any]:
        """Its Spaces."""
        return list(self.api.list_spaces(expand=["sdk", "runtime", "models", "private"]))

    def documents(self, collection: str) -> Iterator[tuple[str, Any]]:
        """What it keeps of commits, references, discussions or leaderboards."""
        found: Iterator[tuple[str, Any]] = self.api.snapshot.documents(collection)  # type: ignore[attr-defined]
        return found


Value = Callable[[Practice], object]


@dataclass(frozen=True)
class Rule:
    """A rule of an exercise: what comes out by it, and by breaking it."""

    exercise: str
    says: str
    kept: Value
    broken: Value


# Lesson 5


def weight_bytes(info: Any, *, other: int | None = None, first: bool = False, total: bool = False) -> object:
    """Bytes by the table of sizes; "unknown" where it lacks a number format."""
    if info.safetensors is None:
        return None
    counts = list(info.safetensors.parameters.items())[: 1 if first else None]
    if total:
        return 2 * info.safetensors.total
    if other is None and not {dtype for dtype, _ in counts} <= set(BYTES):
        return "unknown"
    return sum(count * BYTES.get(dtype, other or 0) for dtype, count in counts)


def sizes(p: Practice, **how: Any) -> list[object]:
    """The bytes of every model."""
    return [weight_bytes(info, **how) for info in p.models]


def cheapest(
    p: Practice, *, status: bool = True, gpu: bool = True, smallest: bool = False, share: float = 0.9
) -> object:
    """The cheapest machine for each whole number of GiB."""
    table = p.log("hardware")
    table = table[(table["status"] == "available") | (not status)]
    table = table[(table["accelerator"] == "gpu") | (not gpu)]
    table = table[table["gpu_memory_gb"].notna()].astype({"gpu_memory_gb": float})
    keys = ["gpu_memory_gb", "price_per_hour"] if smallest else ["price_per_hour", "larger"]
    ranked = table.assign(larger=-table["gpu_memory_gb"]).sort_values([*keys, "id"])
    return [next(iter(ranked.loc[share * ranked["gpu_memory_gb"] >= need, "id"]), None) for need in range(1, 290)]


def tie(p: Practice, *, larger: bool) -> object:
    """The cheapest machine where machines of equal price are taken by their memory, or by their id."""
    table = p.log("hardware").query("status == 'available' and accelerator == 'gpu'")
    table = table.assign(larger=-table["gpu_memory_gb"].astype(float))
    ranked = table.sort_values(["price_per_hour", *(["larger"] if larger else []), "id"])
    return [next(iter(ranked.loc[0.9 * ranked["gpu_memory_gb"].astype(float) >= need, "id"])) for need in (15, 18, 20)]


def badge(info: Any, served: dict[Any, set[str]], engine: str, *, adapter: bool = True, folders: bool = True,
          method: bool = True, tag: bool = False, abstain: bool = True) -> str:  # fmt: skip
    """The verdict of lesson 5, one rule left out where asked."""
    if info.pipeline_tag not in (None, "text-generation", "image-text-to-text"):
        return "no"
    if tag:
        return "yes" if "text-generation-inference" in (info.tags or ()) else "no"
    names = [file.rfilename.rpartition("/")[2] if folders else file.rfilename for file in info.siblings or ()]
    whole = [
        name
        for name in names
        if name.endswith(".safetensors") and not (adapter and name == "adapter_model.safetensors")
    ]
    if not whole:
        return "no"
    config = info.config or {}
    if not config.get("architectures"):
        return "unknown" if abstain else "no"
    name = (config.get("quantization_config") or {}).get("quant_method", "none")
    methods = served.get((config["architectures"][0], engine))
    return "yes" if methods and (name in methods or not method) else "no"


def badges(p: Practice, engine: str = "vllm", **how: Any) -> list[str]:
    """Every model's verdict."""
    table = p.log("engine_support")
    pairs = zip(table["architecture"], table["engine"], table["quant_methods"], strict=True)
    served = {(name, one): set(methods.split("|")) for name, one, methods in pairs}
    return [badge(info, served, engine, **how) for info in p.models]


def quality(p: Practice, *, unknown: str = "unknown", oom: bool = False, rows: bool = True) -> object:
    """Coverage and precision of the badge for vLLM."""
    verdict = dict(zip([info.id for info in p.models], badges(p), strict=True))
    tried = p.log("deploy_outcomes").query("engine == 'vllm'").dropna(subset=["outcome"])
    tried = tried if rows else tried.drop_duplicates("model_id")
    tried = tried[(tried["outcome"] != "oom") | oom]
    told = tried["model_id"].map(verdict).replace("unknown", unknown)
    known, right = told.isin(["yes", "no"]), tried["outcome"] == "ok"
    return round(known.mean(), 6), round(right[told == "yes"].mean(), 6), round((~right)[told == "no"].mean(), 6)


def tiers(p: Practice, *, unknown_size: bool = True, private: bool = False) -> object:
    """How many models a search for a card of 24 GiB would show in each tier."""
    found = [0, 0, 0]
    for info, size, verdict in zip(p.models, sizes(p), badges(p), strict=True):
        if verdict == "no" or (info.private and not private):
            continue
        if not isinstance(size, int):
            found[2] += unknown_size
        elif 1.2 * size <= 0.9 * 24 * GIB:
            found[0 if verdict == "yes" else 1] += 1
    return found


# Lesson 6


def exposures(p: Practice, *, contaminated: bool = False, which: str = "min") -> Table:
    """One row a user: arm, segment and moment of exposure."""
    users = p.log("ab_users")
    arms = users.groupby("user_id")["arm"].transform("nunique")
    kept = users[(arms == 1) | contaminated]
    return kept.groupby("user_id").agg(arm=("arm", "first"), at=("exposed_at", which), segment=("segment", "first"))


def effect(p: Practice, *, strict: bool = False, early: bool = False, by_user: bool = True, absent: bool = False,
           merged: bool = False, told: bool = True, **how: Any) -> float:  # fmt: skip
    """The change of success under the panel, in points."""
    users, sessions = exposures(p, **how), p.log("ab_sessions")
    if merged:
        users = users.loc[p.log("ab_users")["user_id"][p.log("ab_users")["user_id"].isin(users.index)]]
    sessions = sessions.assign(success=sessions["success"].astype(float))
    sessions = sessions.dropna(subset=["success"]) if told else sessions.fillna({"success": 0.0})
    seen = sessions.merge(users.reset_index(), on="user_id")
    seen = seen[(seen["ts"] > seen["at"]) | ((seen["ts"] == seen["at"]) & (not strict)) | early]
    rates = seen.groupby(["arm", "user_id"])["success"].mean() if by_user else seen.set_index("arm")["success"]
    if absent:
        rates = rates.reindex(pd.MultiIndex.from_frame(users.reset_index()[["arm", "user_id"]]), fill_value=0.0)
    means = rates.groupby("arm").mean()
    return round(100 * float(means["treat"] - means["control"]), 6)


def split(p: Practice, *, rows: bool = False, contaminated: bool = False) -> object:
    """How many users each arm has."""
    if rows:
        return p.log("ab_users")["arm"].value_counts().to_dict()
    return exposures(p, contaminated=contaminated)["arm"].value_counts().to_dict()


def segments(p: Practice, *, named: bool = True, before: bool = True) -> object:
    """Users by segment: whoever was in both arms is left out first, or within each segment."""
    users = p.log("ab_users")
    users = users.dropna(subset=["segment"]) if named else users.fillna({"segment": "none"})
    keys = ["user_id"] if before else ["user_id", "segment"]
    clean = users[users.groupby(keys)["arm"].transform("nunique") == 1]
    return clean.drop_duplicates(["user_id", "segment"])["segment"].value_counts().to_dict()


def uploads(p: Practice, *, column: str = "uploads_post", zeros: bool = True, turned: bool = False) -> float:
    """The ratio of mean uploads."""
    table = p.log("ab_uploads")
    means = table[(table[column] > 0) | zeros].groupby("arm")[column].mean()
    return round(float(means["control"] / means["treat"] if turned else means["treat"] / means["control"]), 6)


# Lesson 8


def present(value: object, *, unknown: bool = False, blank: bool = False, false: bool = True) -> bool:
    """Whether a card states something."""
    if value is False:
        return false
    items = value if isinstance(value, list) else [value]
    texts = [str(one).strip().lower() for one in items if one is not None]
    return any((text or blank) and (text != "unknown" or unknown) for text in texts)


def stated(p: Practice, key: str, **how: Any) -> int:
    """How many datasets state `key` in their card."""
    cards = [dict(info.card_data.to_dict()) if info.card_data else {} for info in p.datasets]
    return sum(key in card and present(card[key], **how) for card in cards)


def described(p: Practice, least: int) -> int:
    """How many datasets have a description of so many words."""
    return sum(len((info.description or "").split()) >= least for info in p.datasets)


def references(p: Practice, *, stripped: bool = False, ambiguous: bool = False, case: bool = True) -> object:
    """The datasets that cards name, by what became of them."""
    ids = [info.id for info in p.datasets]
    lower, short = {one.lower(): one for one in ids}, pd.Series([one.rpartition("/")[2] for one in ids]).value_counts()
    found: dict[str, int] = {}
    for info in p.models:
        names = (info.card_data.to_dict() if info.card_data else {}).get("datasets") or []
        for name in dict.fromkeys(names if isinstance(names, list) else [names]):
            text = name.strip() if stripped else name
            status = "dangling"
            if "://" in text or " " in text:
                status = "malformed"
            elif text in ids:
                status = "resolved"
            elif "/" not in text and (short.get(text, 0) == 1 or (ambiguous and short.get(text, 0) > 1)):
                status = "alias"
            elif case and text.lower() in lower:
                status = "case"
            found[status] = found.get(status, 0) + 1
    return found


def licences(p: Practice, *, whole: bool = True) -> object:
    """How many licences of models have a class."""
    table, classes = p.log("capstone_models")["license"].dropna(), licence_classes()
    parts = [[text] if whole and text in classes else text.split("+") for text in table]
    return sum(all(part in classes for part in one) for one in parts)


def tagged(p: Practice, *, listed: bool = True, kind: str = "datasets") -> object:
    """How many tags of repos point to one of the commits that are listed, and how many there are."""
    commits = {key: {row["id"] for row in rows} for key, rows in p.documents("commits")}
    targets = [(key, tag["targetCommit"]) for key, refs in p.documents("refs") if key.startswith(kind)
               for tag in refs["tags"]]  # fmt: skip
    return sum(target in commits[key] or not listed for key, target in targets)


def human(p: Practice, *, system: bool = False, alone: bool = True) -> object:
    """How many repos have a commit by somebody, and how many commits those are."""

    def counts(row: Any) -> bool:
        names = [author["user"] for author in row["authors"]]
        return system or (names != ["system"] if alone else "system" not in names)

    own = [sum(map(counts, rows)) for _, rows in p.documents("commits")]
    return sum(count > 0 for count in own), sum(own)


def branches(p: Practice, group: str) -> int:
    """How many repos have more than their main branch, or converted files."""
    return sum(len(refs.get(group, ())) > (group == "branches") for _, refs in p.documents("refs"))


def panel(p: Practice, *, zero_after: bool = True, mean_first: bool = False, pooled: bool = False,
          uncounted: bool = False) -> float:  # fmt: skip
    """The difference in differences of the panel of edited cards, in logs."""
    table = p.log("card_edit_panel")
    table = table.fillna({"downloads": 0}) if uncounted else table.dropna(subset=["downloads"])
    table = table.assign(late=table["week"] >= (0 if zero_after else 1), y=table["downloads"].astype(float))
    keys = ["treated", "late"]
    if mean_first:
        means = table.groupby(["repo_id", *keys])["y"].mean().map(np.log1p)
    else:
        table["y"] = table["y"].map(np.log1p)
        means = table.groupby(["repo_id", *keys])["y"].mean()
    if pooled:
        cells = table.groupby(keys)["y"].mean()
        return round(float(cells[True, True] - cells[True, False] - cells[False, True] + cells[False, False]), 6)
    wide = means.unstack("late").dropna()
    change = (wide[True] - wide[False]).groupby("treated").mean()
    return round(float(change[True] - change[False]), 6)


# Lesson 9


def results(p: Practice) -> Table:
    """Results in both forms, as they are written."""
    rows: list[tuple[Any, ...]] = []
    for info in p.models:
        files, cards = info.eval_results or (), (info.card_data.eval_results if info.card_data else None) or ()
        rows += [
            (info.id, one.dataset_id, one.value, one.verify_token is not None, one.date, "file",
             one.source_user is not None, "")
            for one in files
        ]  # fmt: skip
        rows += [
            (info.id, one.dataset_type, one.metric_value, False, None, "card", False, one.metric_type) for one in cards
        ]
    return pd.DataFrame(rows, columns=["id", "dataset", "value", "verified", "date", "origin", "community", "metric"])


def scores(p: Practice, *, true: bool = False, texts: bool = True, scaled: str = "group", accuracy: bool = True,
           cards: bool = True) -> Table:  # fmt: skip
    """Results as numbers, in percent."""
    table = results(p)
    table = table[(table["metric"].isin(["", "accuracy"])) | (not accuracy)]
    table = table[(table["origin"] == "file") | cards]
    is_bool = table["value"].map(lambda value: isinstance(value, bool))
    is_text = table["value"].map(lambda value: isinstance(value, str))
    numbers = table["value"].astype(str).str.extract(r"([-+]?(?:\d+\.\d+|\.\d+|\d+))")[0].astype(float)
    numbers = numbers.mask(is_bool, 1.0 if true else np.nan).mask(is_text & (not texts))
    table = table.assign(value=numbers.mask(is_bool & (table["value"].astype(str) == "False"))).dropna(subset=["value"])
    large = table.groupby("dataset")["value"].transform("median") > 1.5
    small = table["value"].between(0, 1)
    apply = {"group": large & small, "row": small, "never": small & False}[scaled]
    return table.assign(value=table["value"].mask(apply, 100 * table["value"]).round(6))


def gap(p: Practice, *, side: str = "latest", community: bool = False, undated_first: bool = True) -> object:
    """Pairs of claimed and measured scores, and by how much claims are higher."""
    table = scores(p)
    table = table[~table["community"] | community]
    dates = pd.to_datetime(table["date"], format="mixed", utc=True)
    table = table.assign(date=dates.fillna(pd.Timestamp("1970-01-01" if undated_first else "2100-01-01", tz="UTC")))
    keys = ["id", "dataset", "verified"]
    if side == "latest":
        table = table[table["date"] == table.groupby(keys)["date"].transform("max")]
    one = table.groupby(keys)["value"].agg({"latest": "mean", "mean": "mean", "max": "max"}[side])
    wide = one.unstack("verified").dropna()
    return len(wide), round(float((wide[False] - wide[True]).mean()), 6)


def dates(p: Practice, *, mixed: bool = True) -> object:
    """How many results have a date that can be read."""
    table = results(p)["date"].dropna()
    if mixed:
        return int(pd.to_datetime(table, format="mixed", utc=True).notna().sum())
    return int(pd.to_datetime(table, format="%Y-%m-%dT%H:%M:%S.%fZ", errors="coerce", utc=True).notna().sum())


def reach(p: Practice, *, public: bool = True, once: bool = True) -> object:
    """How many models stand on leaderboards."""
    known = {info.id for info in p.models if not info.private}
    entries = [entry["modelId"] for _, board in p.documents("leaderboards") for entry in board]
    names: Any = set(entries) if once else entries
    return sum(name in known or not public for name in names)


# Lessons 10 and 11


def stages(p: Practice, *, private: bool = False, deleting: bool = True, no_app: bool = True) -> object:
    """How many Spaces are broken, and how many can be judged."""
    found = [(info.runtime.stage if info.runtime else None) for info in p.spaces if private or not info.private]
    bad = [stage for stage in found if stage and (stage.endswith("ERROR") or (no_app and stage == "NO_APP_FILE"))]
    unknown = (None, "HIBERNATING", "BUILDING", "APP_STARTING", *(("DELETING",) if deleting else ()))
    return len(bad), sum(stage not in unknown for stage in found)


def covered(p: Practice, *, public: bool = True, known: bool = True, ids: bool = False) -> int:
    """How many models a Space lists."""
    shown = {info.id for info in p.models if not (public and info.private)}
    names = {name for info in p.spaces for name in info.models or ()}
    return len(names & shown if known else names)


def quota(p: Practice, *, daily: bool = True, smaller: bool = True, sessions: bool = True) -> int:
    """How many anonymous requests a daily quota of 120 s blocks."""
    table = p.log("zerogpu_requests").query("tier == 'anonymous'").sort_values(["ts", "request_id"])
    who = table["user_id"] if sessions else table["user_id"].mask(table["user_id"].str.startswith("session"), "nobody")
    used: dict[Any, float] = {}
    closed: set[Any] = set()
    blocked = 0
    for user, ts, seconds in zip(who, table["ts"], table["gpu_s"], strict=True):
        key = (user, ts.date()) if daily else user
        fits = used.get(key, 0.0) + seconds <= 120 + 1e-9 and not (key in closed and not smaller)
        blocked += not fits
        used[key] = used.get(key, 0.0) + seconds * fits
        closed |= set() if fits else {key}
    return blocked


def papers(p: Practice, *, all_: bool = True) -> int:
    """How many pairs of model and paper there are."""
    tags = [[tag for tag in info.tags or () if tag.startswith("arxiv:")] for info in p.models]
    return sum(len(one) if all_ else bool(one) for one in tags)


def latency(
    p: Practice, *, missing: bool = True, failed: bool = False, cold: bool = True, mean: bool = False
) -> object:
    """The 95 % quantile of latency by runtime."""
    log = p.log("inference_log")
    log = log[(log["status"] == 200) | failed]
    log = log[log["cold_start"] <= cold]
    log = log.dropna(subset=["latency_ms"]) if missing else log.fillna({"latency_ms": 0.0})
    by = log.groupby("runtime")["latency_ms"]
    return (by.mean() if mean else by.quantile(0.95)).round(6).to_dict()


def good(p: Practice, *, missing_good: bool = False, failed_quick: bool = False) -> object:
    """The share of good requests on each of 14 days."""
    log = p.log("inference_log")
    quick = (log["latency_ms"] <= 1000) | (log["latency_ms"].isna() & missing_good)
    share = (quick & ((log["status"] == 200) | failed_quick)).groupby(log["ts"].dt.floor("D")).mean()
    return share.round(6).tolist()


def costs(p: Practice, *, batch: bool = True, ratios: bool = False, cold: bool = True) -> object:
    """Which runtimes are on the front of price and latency."""
    log = p.log("inference_log").query("status == 200").dropna(subset=["latency_ms"])
    log = log[log["cold_start"] <= cold]
    log = log.assign(seconds=log["latency_ms"] / 1000 / (log["batch"] if batch else 1))
    price = p.log("hardware").query("num_accelerators == 1").set_index("instance_type")["price_per_hour"]
    by = log.groupby(["runtime", "gpu"])
    speed = by["seq_out"].sum() / by["seconds"].sum()
    if ratios:
        speed = (log["seq_out"] / log["seconds"]).groupby([log["runtime"], log["gpu"]]).mean()
    table = pd.DataFrame({"p95": by["latency_ms"].quantile(0.95), "speed": speed})
    table["usd"] = table.index.get_level_values("gpu").map(price.to_dict()) / table["speed"]
    front = [
        not (
            (table["p95"] <= row.p95)
            & (table["usd"] <= row.usd)
            & ((table["p95"] < row.p95) | (table["usd"] < row.usd))
        ).any()
        for row in table.itertuples()
    ]
    return sorted(table.index[front])


# Lessons 12 and 13


def answered(
    p: Practice, *, opener: bool = False, hidden: bool = False, bots: bool = False, status: bool = True
) -> int:
    """How many threads somebody answered."""
    robots = {"weights-convert-bot", "metadata-bot"}
    total = 0
    for _, body in p.documents("discussions"):
        for thread in body:
            own = thread.get("author", {}).get("name", "deleted")
            total += any(
                (event.get("author", {}).get("name", "deleted") != own or opener)
                and (event.get("author", {}).get("name", "deleted") not in robots or bots)
                and (not event["data"].get("hidden") or hidden)
                and (event["type"] != "status-change" or status)
                and event["createdAt"] > thread["createdAt"]
                for event in thread["events"]
            )
    return total


def absence(p: Practice, *, system: bool = False, split: bool = True, share: float = 0.5) -> object:
    """How often each number of people makes half of a repo's commits."""
    found: dict[int, int] = {}
    for _, rows in p.documents("commits"):
        weights: dict[str, float] = {}
        for row in rows:
            names = [one["user"] for one in row["authors"] if one["user"] != "system" or system]
            for name in names:
                weights[name] = weights.get(name, 0.0) + (1 / len(names) if split else 1.0)
        total, people, reached = sum(weights.values()), 0, 0.0
        for weight in sorted(weights.values(), reverse=True):
            if reached >= share * total - 1e-12:
                break
            people, reached = people + 1, reached + weight
        found[people] = found.get(people, 0) + 1
    return found


def lead_times(p: Practice, *, system: bool = False, listed: bool = True) -> object:
    """How many tagged models have a release: a tag on a commit of their own, and how many at once."""
    commits = dict(p.documents("commits"))
    days = []
    for key, refs in p.documents("refs"):
        own = [row for row in commits[key] if system or [one["user"] for one in row["authors"]] != ["system"]]
        targets = {tag["targetCommit"] for tag in refs["tags"]}
        released = [row["date"] for row in own if row["id"] in targets]
        if targets and own and (released or not listed):
            days.append(min(released, default=own[0]["date"]) == min(row["date"] for row in own))
    return len(days), sum(days)


def blocked(p: Practice, policy: str, *, windows: bool = True, buckets: bool = True, spared: bool = True) -> object:
    """How many requests and how many uploads a policy stops."""
    table = p.log("api_requests").sort_values(["ts", "request_id"])
    rules = p.log("rate_policies").query("policy == @policy")
    if spared and (rules["bucket"] == "uploads").any():
        table = table.assign(bucket=table["bucket"].mask(table["upload_id"].notna(), "uploads"))
    quotas = {(plan, bucket): n for plan, bucket, n in zip(rules["plan"], rules["bucket"], rules["quota"], strict=True)}
    seconds = table["ts"].dt.as_unit("s").astype("int64")
    table = table.assign(window=(seconds - (0 if windows else seconds.min() % 300 + 17)) // 300)
    keys = ["principal", "window", *(["bucket"] if buckets else [])]
    place = table.groupby(keys).cumcount()
    limit = pd.Series([quotas.get(key, 10**9) for key in zip(table["plan"], table["bucket"], strict=True)], table.index)
    stopped = place >= limit
    return int(stopped.sum()), table.loc[stopped, "upload_id"].nunique()


def revenue(p: Practice, *, capped: bool = True, summed: bool = True, cohort: bool = True) -> float:
    """Gross or net retention over a year."""
    table = p.log("org_seats")
    table = table.assign(mrr=table["seats"] * table["price_usd"] * (1 - table["discount"]))
    keys = ["month", "org_id", *([] if summed else ["line"])]
    table = table.assign(line=table.groupby(["month", "org_id"]).cumcount())
    found = table.groupby(keys)["mrr"].sum()
    months = sorted(table["month"].unique())
    now, then = found[months[-1]], found[months[-13]]
    then = then[then > 0]
    now = now.reindex(then.index).fillna(0) if cohort else now
    total = np.minimum(now, then).sum() if capped and cohort else now.sum()
    return round(float(total / then.sum()), 6)


def signals(p: Practice, *, before: bool = True) -> object:
    """How many organisations show each signal before they sign."""
    table = p.log("org_usage")
    names = [name for name in table.columns if name not in ("org_id", "converted_at", "simulated")]
    early = {name: table[name].notna() & ~(before & (table[name] >= table["converted_at"])) for name in names}
    return {name: int(flags.sum()) for name, flags in early.items()}


RULES: tuple[Rule, ...] = (
    Rule("M05.1", "an unknown number format is an error", lambda p: sizes(p), lambda p: sizes(p, other=2)),
    Rule("M05.1", "every format counts", lambda p: sizes(p, other=1), lambda p: sizes(p, other=1, first=True)),
    Rule("M05.1", "not every number takes two bytes", lambda p: sizes(p), lambda p: sizes(p, total=True)),
    Rule("M05.3", "only available machines", lambda p: cheapest(p), lambda p: cheapest(p, status=False)),
    Rule("M05.3", "only GPUs", lambda p: cheapest(p), lambda p: cheapest(p, gpu=False)),
    Rule("M05.3", "by price, not by size", lambda p: cheapest(p), lambda p: cheapest(p, smallest=True)),
    Rule("M05.3", "nine tenths of the memory", lambda p: cheapest(p), lambda p: cheapest(p, share=1.0)),
    Rule("M05.3", "at one price the larger", lambda p: tie(p, larger=True), lambda p: tie(p, larger=False)),
    Rule("M05.4", "an adapter is no model", lambda p: badges(p), lambda p: badges(p, adapter=False)),
    Rule("M05.4", "a file is judged without its folder", lambda p: badges(p), lambda p: badges(p, folders=False)),
    Rule("M05.4", "quantisation, vLLM", lambda p: badges(p), lambda p: badges(p, method=False)),
    Rule("M05.4", "quantisation, TGI", lambda p: badges(p, "tgi"), lambda p: badges(p, "tgi", method=False)),
    Rule("M05.4", "tags promise nothing", lambda p: badges(p, "tgi"), lambda p: badges(p, "tgi", tag=True)),
    Rule("M05.4", "cannot tell is not no", lambda p: badges(p), lambda p: badges(p, abstain=False)),
    Rule("M05.5", "abstaining is coverage", lambda p: quality(p), lambda p: quality(p, unknown="no")),
    Rule("M05.5", "out of memory is left out", lambda p: quality(p), lambda p: quality(p, oom=True)),
    Rule("M05.5", "attempts, not models", lambda p: quality(p), lambda p: quality(p, rows=False)),
    Rule("M05.6", "unknown sizes stay", lambda p: tiers(p), lambda p: tiers(p, unknown_size=False)),
    Rule("M05.6", "private models are left out", lambda p: tiers(p), lambda p: tiers(p, private=True)),
    Rule("M06.2", "users, not rows", lambda p: split(p), lambda p: split(p, rows=True)),
    Rule("M06.2", "users in both arms are left out", lambda p: split(p), lambda p: split(p, contaminated=True)),
    Rule("M06.3", "the first exposure", lambda p: effect(p), lambda p: effect(p, which="max")),
    Rule("M06.3", "a session at the exposure counts", lambda p: effect(p), lambda p: effect(p, strict=True)),
    Rule("M06.3", "earlier sessions do not", lambda p: effect(p), lambda p: effect(p, early=True)),
    Rule("M06.3", "users, not sessions", lambda p: effect(p), lambda p: effect(p, by_user=False)),
    Rule("M06.3", "no rate is not 0", lambda p: effect(p), lambda p: effect(p, absent=True)),
    Rule("M06.3", "a missing success is left out", lambda p: effect(p), lambda p: effect(p, told=False)),
    Rule("M06.3", "contaminated users", lambda p: effect(p), lambda p: effect(p, contaminated=True)),
    Rule("M06.4", "zeros stay", lambda p: uploads(p), lambda p: uploads(p, zeros=False)),
    Rule("M06.4", "after, not before", lambda p: uploads(p), lambda p: uploads(p, column="uploads_pre")),
    Rule("M06.4", "treat over control", lambda p: uploads(p), lambda p: uploads(p, turned=True)),
    Rule("M06.5", "both arms, over all rows", lambda p: segments(p), lambda p: segments(p, before=False)),
    Rule("M06.5", "without a segment, left out", lambda p: segments(p), lambda p: segments(p, named=False)),
    Rule("M08.1", "unknown is not present", lambda p: stated(p, "license"),
         lambda p: stated(p, "license", unknown=True)),
    Rule("M08.1", "a list of blanks is nothing", lambda p: stated(p, "license"),
         lambda p: stated(p, "license", blank=True)),
    Rule("M08.1", "False is Norwegian", lambda p: stated(p, "language"), lambda p: stated(p, "language", false=False)),
    Rule("M08.1", "twenty words are enough", lambda p: described(p, 20), lambda p: described(p, 21)),
    Rule("M08.1", "a title is no description", lambda p: described(p, 20), lambda p: described(p, 1)),
    Rule("M08.2", "nothing is stripped", lambda p: references(p), lambda p: references(p, stripped=True)),
    Rule("M08.2", "exactly one owner", lambda p: references(p), lambda p: references(p, ambiguous=True)),
    Rule("M08.2", "capitals", lambda p: references(p), lambda p: references(p, case=False)),
    Rule("M08.3", "the whole text first", lambda p: licences(p), lambda p: licences(p, whole=False)),
    Rule("M08.4", "tags off the main branch", lambda p: tagged(p), lambda p: tagged(p, listed=False)),
    Rule("M08.4", "a branch is no tag", lambda p: 0, lambda p: branches(p, "branches")),
    Rule("M08.4", "a conversion is no tag", lambda p: 0, lambda p: branches(p, "converts")),
    Rule("M08.4", "nobody's commit", lambda p: human(p), lambda p: human(p, system=True)),
    Rule("M08.4", "with a person it counts", lambda p: human(p), lambda p: human(p, alone=False)),
    Rule("M08.6", "week 0 is after", lambda p: panel(p), lambda p: panel(p, zero_after=False)),
    Rule("M08.6", "logs, then means", lambda p: panel(p), lambda p: panel(p, mean_first=True)),
    Rule("M08.6", "repos, not rows", lambda p: panel(p), lambda p: panel(p, pooled=True)),
    Rule("M08.6", "a missing week is not 0", lambda p: panel(p), lambda p: panel(p, uncounted=True)),
    Rule("M09.1", "a boolean is no score", lambda p: len(scores(p)), lambda p: len(scores(p, true=True))),
    Rule("M09.1", "texts hold scores", lambda p: len(scores(p)), lambda p: len(scores(p, texts=False))),
    Rule("M09.1", "both forms", lambda p: len(scores(p)), lambda p: len(scores(p, cards=False))),
    Rule("M09.1", "only accuracy", lambda p: len(scores(p)), lambda p: len(scores(p, accuracy=False))),
    Rule("M09.1", "fractions among percents", lambda p: list(scores(p)["value"]),
         lambda p: list(scores(p, scaled="never")["value"])),
    Rule("M09.1", "a group of fractions stays", lambda p: list(scores(p)["value"]),
         lambda p: list(scores(p, scaled="row")["value"])),
    Rule("M09.1", "dates without time", lambda p: dates(p), lambda p: dates(p, mixed=False)),
    Rule("M09.2", "the latest", lambda p: gap(p), lambda p: gap(p, side="max")),
    Rule("M09.2", "the latest, not the mean", lambda p: gap(p), lambda p: gap(p, side="mean")),
    Rule("M09.2", "no date is oldest", lambda p: gap(p), lambda p: gap(p, undated_first=False)),
    Rule("M09.2", "the author's claims", lambda p: gap(p), lambda p: gap(p, community=True)),
    Rule("M09.5", "public models", lambda p: reach(p), lambda p: reach(p, public=False)),
    Rule("M09.5", "a model once", lambda p: reach(p), lambda p: reach(p, once=False)),
    Rule("M10.1", "private Spaces", lambda p: stages(p), lambda p: stages(p, private=True)),
    Rule("M10.1", "DELETING is unknown", lambda p: stages(p), lambda p: stages(p, deleting=False)),
    Rule("M10.1", "no app file is broken", lambda p: stages(p), lambda p: stages(p, no_app=False)),
    Rule("M10.2", "private models", lambda p: covered(p), lambda p: covered(p, public=False)),
    Rule("M10.2", "ids that are gone", lambda p: covered(p), lambda p: covered(p, known=False)),
    Rule("M10.3", "a day of its own", lambda p: quota(p), lambda p: quota(p, daily=False)),
    Rule("M10.3", "a smaller one may fit", lambda p: quota(p), lambda p: quota(p, smaller=False)),
    Rule("M10.3", "sessions are not one person", lambda p: quota(p), lambda p: quota(p, sessions=False)),
    Rule("M10.6", "two papers", lambda p: papers(p), lambda p: papers(p, all_=False)),
    Rule("M11.2", "a missing latency is not 0", lambda p: latency(p), lambda p: latency(p, missing=False)),
    Rule("M11.2", "successes only", lambda p: latency(p), lambda p: latency(p, failed=True)),
    Rule("M11.3", "unknown is not good", lambda p: good(p), lambda p: good(p, missing_good=True)),
    Rule("M11.3", "quick failures", lambda p: good(p), lambda p: good(p, failed_quick=True)),
    Rule("M11.5", "a batch shares seconds", lambda p: costs(p), lambda p: costs(p, batch=False)),
    Rule("M11.5", "sums, then one ratio", lambda p: costs(p), lambda p: costs(p, ratios=True)),
    Rule("M12.2", "the opener does not answer", lambda p: answered(p), lambda p: answered(p, opener=True)),
    Rule("M12.2", "hidden comments", lambda p: answered(p), lambda p: answered(p, hidden=True)),
    Rule("M12.2", "a change of status", lambda p: answered(p), lambda p: answered(p, status=False)),
    Rule("M12.4", "system is nobody", lambda p: absence(p), lambda p: absence(p, system=True)),
    Rule("M12.4", "commits are shared", lambda p: absence(p), lambda p: absence(p, split=False)),
    Rule("M12.5", "the Hub's own commit", lambda p: lead_times(p), lambda p: lead_times(p, system=True)),
    Rule("M12.5", "tags elsewhere", lambda p: lead_times(p), lambda p: lead_times(p, listed=False)),
    Rule("M12.7", "windows from 1970", lambda p: blocked(p, "strict"), lambda p: blocked(p, "strict", windows=False)),
    Rule("M12.7", "a bucket each", lambda p: blocked(p, "strict"), lambda p: blocked(p, "strict", buckets=False)),
    Rule("M12.7", "half is not today", lambda p: blocked(p, "today"), lambda p: blocked(p, "half")),
    Rule("M12.7", "uploads are spared", lambda p: blocked(p, "strict"), lambda p: blocked(p, "strict, uploads spared")),
    Rule("M13.3", "capped for each", lambda p: revenue(p), lambda p: revenue(p, capped=False)),
    Rule("M13.3", "capped after the sum", lambda p: revenue(p), lambda p: revenue(p, summed=False)),
    Rule("M13.3", "old customers", lambda p: revenue(p, capped=False), lambda p: revenue(p, cohort=False)),
    Rule("M13.4", "before the contract", lambda p: signals(p), lambda p: signals(p, before=False)),
)  # fmt: skip

# What practice cannot show, and why: hand-made tables have to teach it.
SMALL: tuple[tuple[str, str, str], ...] = (
    ("M05.1", "an unknown format with count 0; empty counts", "the Hub counts no format that is not there"),
    ("M05.2", "configs with `head_dim: null`, nested without layers, other names", "listings carry no shapes"),
    ("M05.3", "an exact fit; nothing fits with a cache", "whole bytes never fall on nine tenths of a card"),
    ("M05.4", "an engine without any row; `siblings` that were not asked for", "both depend on the question"),
    ("M06.1", "other alpha and power, an effect of 0", "a formula"),
    ("M06.4", "edges of the margin, a mean of 0", "counts of 9,000 uploaders have neither"),
    ("M06.6", "the eighteen combinations", "practice has one decision"),
    ("M08.3", "the six examples", "each occurs, but not alone"),
    ("M08.5", "a stratum without one group, missing strata", "the capstone's table has no such cell"),
    ("M09.3", "fewer than three pairs, constant sides", "benchmarks have dozens of models"),
    ("M09.4", "ties, 0 and 100, few questions", "measured scores have none at the ends"),
    ("M10.4", "arrivals exactly when a GPU frees", "milliseconds hardly ever meet"),
    ("M10.5", "an id that is blank", "anonymous requests carry their session"),
    ("M11.1", "a private model among the first k", "what providers serve is public"),
    ("M11.4", "two cliffs, thin buckets between", "one cliff is planted, or none"),
    ("M11.6", "a price of 0", "every endpoint has a price"),
    ("M11.7", "ties in value; nothing feasible", "fourteen items, drawn reach"),
    ("M12.1", "a request opened at the very moment", "seconds hardly ever meet"),
    ("M12.3", "events on the first of a month at midnight", "seconds hardly ever meet"),
    ("M12.6", "zero and negative components", "telemetry has none"),
    ("M13.1", "status 500, 403 without a code", "a snapshot answers, or refuses by a rule"),
    ("M13.2", "a region of a missing ancestor", "each occurs, but not alone"),
    ("M13.5", "suppliers that tie", "downloads do not"),
    ("M13.7", "thresholds met exactly; periods that are missing", "nine whole quarters of drawn figures"),
    ("M13.6", "no exposed margin with a gain", "six scenarios, none of them such"),
)
