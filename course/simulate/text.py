"""Card text from a grammar of sentences: no two cards read the same, and each says that it is simulated."""

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from course.simulate.seeds import Dice

SLOT = re.compile(r"\{(\w+)\}")
TITLES = {
    "uses": ("Intended uses", "Uses", "Intended use"),
    "scope": ("Out of scope", "Out-of-scope use"),
    "limitations": ("Limitations", "Bias, risks and limitations", "Risks and limitations"),
    "training_data": ("Training data", "Training dataset"),
    "training": ("Training procedure",),
    "evaluation": ("Evaluation", "Results", "Evaluation results"),
    "details": ("Model details", "Details", "Notes on this version"),
    "citation": ("Citation",),
}
LENGTHS = (1, 2, 2, 2, 2, 3, 3, 5, 7, 10, 15)  # sentences a section: cards differ in length by a factor of ten
MORE = "[More Information Needed]"


@cache
def grammar() -> dict[str, Any]:
    """The sentences by section, and the words for their slots."""
    loaded: dict[str, Any] = yaml.safe_load((files("course.simulate") / "sentences.yaml").read_text("utf-8"))
    loaded["parts"] = {name: [SLOT.split(text) for text in texts] for name, texts in loaded["sections"].items()}
    loaded["parts"]["note"] = [SLOT.split(text) for text in loaded["slip_notes"]]
    return loaded


def sentence(dice: Dice, section: str, parts: list[str] | None = None) -> str:
    """One sentence of a section with its slots filled."""
    rules = grammar()
    pieces = list(parts or dice.pick(rules["parts"][section]))
    for place in range(1, len(pieces), 2):
        pieces[place] = dice.pick(rules["slots"][pieces[place]])
    text = "".join(pieces)
    return text[0].upper() + text[1:]


def paragraph(dice: Dice, section: str, n: int) -> str:
    """`n` sentences of a section, in the grammar's order from a random one on; every third starts a new line."""
    rules, first = grammar()["parts"][section], dice.below(60)
    texts = [sentence(dice, section, rules[(first + i) % len(rules)]) for i in range(n)]
    return "\n\n".join(" ".join(texts[i : i + 3]) for i in range(0, n, 3))


def filled(dice: Dice, section: str, n: int) -> str:
    """A headed section of `n` sentences."""
    return f"## {dice.pick(TITLES[section])}\n\n{paragraph(dice, section, n)}\n"


def empty(dice: Dice, section: str) -> str:
    """A headed section that nobody filled."""
    return f"## {dice.pick(TITLES[section])}\n\n{MORE}\n"


def snippet(repo_id: str, task: str) -> str:
    """The usual few lines of code."""
    code = f'from transformers import pipeline\n\npipe = pipeline("{task}", model="{repo_id}")'
    return f"## How to use\n\n```python\n{code}\n```\n"


def bespoke(dice: Dice, title: str, repo_id: str, task: str, care: float) -> str:
    """A card written by hand: the more care, the more sections and the longer they are."""
    parts = [f"# {title}\n\n{paragraph(dice, 'summary', 1 + dice.below(2))}\n"]
    length = dice.pick(LENGTHS) + (care > 0.6) + (care > 1.3)
    for section, share in (
        ("details", 0.75),
        ("uses", 0.86),
        ("limitations", 0.82),
        ("training_data", 0.84),
        ("evaluation", 0.80),
        ("scope", 0.30),
        ("training", 0.45),
        ("citation", 0.22),
    ):
        if dice.chance(min(0.98, share + 0.1 * care)):
            parts.append(filled(dice, section, length))
        elif dice.chance(0.25):
            parts.append(empty(dice, section))
    if dice.chance(0.55):
        parts.append(snippet(repo_id, task))
    return "\n".join(parts)


def template(dice: Dice) -> str:
    """The client's card template as it comes, with hardly a word added."""
    names = ("Direct Use", "Downstream Use [optional]", "Out-of-Scope Use", "Bias, Risks, and Limitations",
             "Training Data", "Training Procedure", "Evaluation", "Results", "Environmental Impact",
             "Citation [optional]", "Model Card Contact")  # fmt: skip
    head = "# Model Card for Model ID\n\n<!-- Provide a quick summary of what the model is/does. -->\n\n"
    warn = (
        "Users (both direct and downstream) should be made aware of the risks, biases and limitations of the model. "
        "More information needed for further recommendations.\n\n"
    )
    body = "".join(f"## {name}\n\n{MORE}\n\n" + (warn if name.startswith("Bias") else "") for name in names)
    return (
        head
        + f"- **Developed by:** {MORE}\n- **Model type:** {MORE}\n\n"
        + body
        + f"Simulated card {dice.below(10**9)}.\n"
    )


def stub(dice: Dice, title: str, parent: str) -> str:
    """What a training script writes by itself."""
    loss, rate, steps = dice.below(3000) / 1000 + 0.1, dice.pick(("5e-05", "2e-05", "1e-04", "3e-05")), dice.below(9000)
    more = "\n\nMore information needed\n\n"
    return (
        f"# {title}\n\nThis simulated model is a fine-tuned version of {parent or 'an unnamed base'} on an unknown "
        f"dataset.\nIt achieves the following results on the evaluation set:\n- Loss: {loss:.4f}\n\n"
        f"## Model description{more}## Intended uses & limitations{more}## Training and evaluation data{more}"
        f"## Training procedure\n\n### Training hyperparameters\n\n- learning_rate: {rate}\n- train_batch_size: "
        f"{2 ** dice.below(7)}\n- seed: {dice.below(100)}\n- training_steps: {steps}\n"
    )


def automatic(dice: Dice, title: str, parent: str) -> str:
    """What a conversion or merge tool writes by itself."""
    of = parent or "a local checkpoint"
    tool = dice.pick(("a conversion script", "an automatic job", "a merge script", "a quantisation script"))
    files_ = dice.pick(("one file", "several files", "files in four sizes", "two variants"))
    return (
        f"# {title}\n\nThis repo was written by {tool} from {of} and holds {files_}; run {dice.below(10**7)}. "
        f"It is simulated. {sentence(dice, 'training')}\n"
    )


def tiny(dice: Dice) -> str:
    """A note of fewer than twenty words."""
    return f"{sentence(dice, 'note')} Run {dice.below(10**8)}.\n"
