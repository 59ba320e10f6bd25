"""Model repos as the Hub returns them: one information object and one tree a model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from course.hub.writer import RepoFile
from course.simulate import cards, configs, mixes, text
from course.simulate.calendar import DAY
from course.simulate.cards import Cards
from course.simulate.children import Children
from course.simulate.evals import Evals
from course.simulate.front import Front, front_matter
from course.simulate.objects import as_bytes, base_models, iso_seconds
from course.simulate.quirks import NEW_DTYPES, ODD_METHODS, Quirks
from course.simulate.seeds import Dice, hex_of
from course.simulate.serving import providers
from course.simulate.world import ADAPTER, BOTH, GGUF, PICKLE, SAFETENSORS

ATTRIBUTES = RepoFile(".gitattributes", b"*.safetensors filter=lfs diff=lfs merge=lfs -text\n*.gguf filter=lfs\n")
FORMAT_TAGS = {SAFETENSORS: ["safetensors"], BOTH: ["safetensors", "pytorch"], PICKLE: ["pytorch"], GGUF: ["gguf"],
               ADAPTER: ["safetensors"]}  # fmt: skip
GATES = (False, "auto", "manual")


@dataclass
class ModelRows:
    """Writes models one by one from the latent world; nothing is kept between rows."""

    cards: Cards
    evals: Evals
    ids: Sequence[str]
    datasets: Sequence[str]

    @cached_property
    def front(self) -> Front:
        """Writes the front matter."""
        return Front(self.cards, self.evals, self.ids, self.datasets)

    @cached_property
    def children(self) -> Children:
        """How many children declare each model as their parent."""
        world, good = self.cards.world, self.cards.declared & (self.cards.parent_defect == 0)
        return Children(world.lineage.parent[good], world.tagged_relation[good])

    def __iter__(self) -> Iterator[tuple[dict[str, Any], list[RepoFile]]]:
        """Every model's object and tree, oldest first."""
        return map(self.row, range(self.cards.world.n))

    def row(self, i: int) -> tuple[dict[str, Any], list[RepoFile]]:
        """The information object and the tree of model `i`."""
        meta = self.front.fields(i)
        source = self.source(i)
        header, made = self.shown_header(i), self.shown_config(i)
        info = self.identity(i) | self.counts(i) | self.state(i)
        info |= {"tags": self.tags(i, meta)} | self.described(i, meta)
        if header:
            info["safetensors"] = header
        if made:
            info["config"] = {
                key: made[key] for key in ("architectures", "model_type", "quantization_config") if key in made
            }
        tree = [ATTRIBUTES, *self.readme(i, meta), *self.weights(i), *self.evals.files(i)]
        if made:
            tree += [RepoFile("config.json", as_bytes(made)), *self.tokenizer(source)]
        info["usedStorage"] = sum(file.length for file in tree)
        return info, tree

    def earlier(self, i: int) -> list[RepoFile]:
        """The tree of model `i` before its last change: a shorter card, and one token fewer in its vocabulary."""
        meta, made = self.front.fields(i), self.shown_config(i)
        tree = [ATTRIBUTES, *self.weights(i)]
        if made:
            made["vocab_size"] -= 1
            tree += [RepoFile("config.json", as_bytes(made)), *self.tokenizer(i)]
        return tree + [RepoFile(file.path, first_half(file.content)) for file in self.readme(i, meta)]

    def salt(self, i: int) -> int:
        """The number that everything particular to model `i` is drawn from."""
        return int(self.cards.world.salt[i])

    def source(self, i: int) -> int:
        """The model whose files these are: the model itself, or the one that it repeats byte for byte."""
        copied = int(self.cards.world.copy_of[i])
        return copied if copied >= 0 else i

    def tokenizer(self, i: int) -> list[RepoFile]:
        """The tokenizer files of model `i`."""
        return configs.tokenizer_files(self.salt(i), self.choice(i))

    def choice(self, i: int) -> int:
        """A number that a whole family shares."""
        world = self.cards.world
        return int(world.salt[world.lineage.root[i]]) >> 20

    def task(self, i: int) -> str:
        """What the model is really for."""
        return str(mixes.TASKS[self.cards.world.task[i]])

    def identity(self, i: int) -> dict[str, Any]:
        """Id, author, commit and dates."""
        world, repo_id = self.cards.world, self.ids[i]
        owner, slash, _ = repo_id.partition("/")
        dates = {"lastModified": iso_seconds(self.edited(i)), "createdAt": iso_seconds(int(world.created[i]))}
        return {"id": repo_id, **({"author": owner} if slash else {}), "sha": hex_of(world.seed, repo_id), **dates}

    def edited(self, i: int) -> int:
        """When the repo last changed: mostly soon after its creation."""
        world = self.cards.world
        return int(world.created[i]) + int((self.salt(i) % 997 / 997) ** 4 * max(0.0, float(world.age[i])) * 30 * DAY)

    def counts(self, i: int) -> dict[str, Any]:
        """Downloads and likes; for a few models the Hub does not return downloads."""
        adoption = self.cards.adoption
        counts = {"likes": int(adoption.likes[i]), "trendingScore": int(adoption.trending[i])}
        if adoption.unreturned[i]:
            return counts
        return counts | {"downloads": int(adoption.downloads[i]), "downloadsAllTime": int(adoption.lifetime[i])}

    def state(self, i: int) -> dict[str, Any]:
        """Private, gated, disabled, library and stated task."""
        world, gate = self.cards.world, int(self.cards.gated[i])
        state: dict[str, Any] = {"private": bool(world.private[i]), "disabled": i == self.cards.disabled}
        if gate < 3:
            state["gated"] = GATES[gate]
        if library := mixes.LIBRARIES[world.library[i]]:
            state["library_name"] = library
        if world.said_task[i]:
            state["pipeline_tag"] = self.front.stated_task(i)
        return state

    def tags(self, i: int, meta: dict[str, Any]) -> list[str]:
        """Tags in the Hub's order: library, format, task, the author's own, parents, licence, region."""
        world = self.cards.world
        named = [mixes.LIBRARIES[world.library[i]], *FORMAT_TAGS.get(int(world.weights[i]), ())]
        named += [self.front.stated_task(i)] if world.said_task[i] else []
        named += ["text-generation-inference"] if self.says_served(i) else []
        return [tag for tag in dict.fromkeys([*named, *self.front.tags(i, meta), "region:us"]) if tag]

    def says_served(self, i: int) -> bool:
        """True where the author or a tool tagged the repo for an engine, whether or not it would serve there."""
        world, draw = self.cards.world, self.salt(i) // 19 % 10
        loadable = mixes.LIBRARIES[world.library[i]] == "transformers" and self.task(i) == "text-generation"
        return draw < 6 if loadable else draw < 2 and int(world.weights[i]) == GGUF

    def described(self, i: int, meta: dict[str, Any]) -> dict[str, Any]:
        """Card data, parents, children, results and providers, each where the Hub would return it."""
        found: dict[str, Any] = {"cardData": meta} if self.cards.readable[i] else {}
        if self.cards.broken[i]:
            found["cardData"] = None
        if parents := self.front.served_parents(i):
            found["baseModels"] = base_models(self.front.relation(i), parents)
        if children := self.children.of(i):
            found["childrenModelCount"] = children
        if "model-index" in meta and self.cards.readable[i]:
            found["model-index"] = meta["model-index"]
        if self.salt(i) % 3 == 0 and self.task(i) in ("text-generation", "fill-mask", "text-classification"):
            found["widgetData"] = [{"text": text.sentence(Dice(self.salt(i) ^ 0x317), "note")}]
        return found | self.evals.shown(i) | providers(self, i)

    @cached_property
    def quirks(self) -> Quirks:
        """What the Hub does not say about some models."""
        return Quirks(self.cards.world)

    def header(self, i: int) -> dict[str, Any] | None:
        """What the safetensors files of model `i` hold, if there are any, in the usual number formats."""
        world = self.cards.world
        if not world.safetensors[i]:
            return None
        packed = bool(world.lineage.relation[i] == mixes.QUANTIZED)
        return configs.safetensors(float(world.params[i]), self.task(i), packed)

    def held(self, i: int) -> dict[str, Any] | None:
        """The same in the formats that they are really in; as many numbers in all."""
        source = self.source(i)
        header = self.header(source)
        if header is None:
            return None
        new, draw = int(self.quirks.dtype[source]), self.salt(source) // 23 % 100
        return configs.reformatted(header, NEW_DTYPES[new - 1] if new else None, draw)

    def shown_header(self, i: int) -> dict[str, Any] | None:
        """What the Hub counts in the safetensors files of model `i`; for a few repos it never counted."""
        return None if self.quirks.uncounted[self.source(i)] else self.held(i)

    def shown_config(self, i: int) -> dict[str, Any] | None:
        """The config.json of model `i`, as far as the repo has one."""
        source, quirks = self.source(i), self.quirks
        made = self.config(source)
        if made is None or quirks.configless[source]:
            return None
        if quirks.bare[source]:
            del made["architectures"]
        if (method := int(quirks.method[source])) and "quantization_config" in made:
            made["quantization_config"] = {"quant_method": ODD_METHODS[method - 1], "bits": 4}
        return made

    def config(self, i: int) -> dict[str, Any] | None:
        """The config.json of a model that the usual library can load."""
        world = self.cards.world
        if int(world.weights[i]) not in (SAFETENSORS, BOTH, PICKLE) or self.task(i) == "reinforcement-learning":
            return None
        if mixes.LIBRARIES[world.library[i]] not in ("transformers", "", "sentence-transformers", "mlx", "setfit"):
            return None
        packed = world.lineage.relation[i] == mixes.QUANTIZED
        method = configs.QUANT_METHODS[self.salt(i) % 4] if packed else None
        task = mixes.TASKS[world.task[world.lineage.root[i]]] if world.lineage.parent[i] >= 0 else self.task(i)
        return configs.config(task, self.choice(i), float(world.params[i]), method, Dice(self.salt(i) ^ 0xC0F))

    def weights(self, i: int) -> list[RepoFile]:
        """The weight files; a re-upload has those of the model it copies."""
        world, source = self.cards.world, self.source(i)
        library = mixes.LIBRARIES[world.library[source]]
        kind, params = int(world.weights[i]), float(world.params[i])
        return configs.weight_files(kind, params, self.held(i), self.salt(source), library)

    def readme(self, i: int, meta: dict[str, Any]) -> list[RepoFile]:
        """README.md, if there is one."""
        kind = int(self.cards.kind[i])
        if kind == cards.NO_CARD:
            return []
        head = front_matter(meta, int(self.cards.broken[i])) if self.cards.front[i] else ""
        return [RepoFile("README.md", (head + self.body(i, kind)).encode())]

    def body(self, i: int, kind: int) -> str:
        """The text of the card."""
        dice, repo_id = Dice(self.salt(i) ^ 0xCA4D), self.ids[i]
        title, parent = repo_id.rpartition("/")[2], self.front.parent_id(i)
        if kind == cards.BESPOKE:
            return text.bespoke(dice, title, repo_id, self.task(i), float(self.cards.world.drive[i]))
        if kind == cards.TEMPLATE:
            return text.template(dice)
        if kind == cards.STUB:
            return text.stub(dice, title, parent)
        return text.automatic(dice, title, parent) if kind == cards.AUTO else text.tiny(dice)


def first_half(content: bytes | None) -> bytes:
    """A card without the second half of its lines."""
    lines = (content or b"").splitlines(keepends=True)
    return b"".join(lines[: max(len(lines) // 2, 12)])
