"""Small cards that a score is tried on: one difficulty each, by what a learner may be told of it."""

ONE = "one two three four five six seven eight nine ten"
PROSE = "Sort the letters of a small museum into eleven boxes before a person reads them again with more care and time."
CARD = f"""---
license: mit
---
# Corvid

{PROSE}

"""
NESTED = f"""## Uses

### Direct use

{ONE}

### Downstream use

{ONE}

## Training data
"""
FENCED = f"""## Limitations

```python
# Evaluation
import corvid  # {PROSE}
```

Three honest words.
"""
TEMPLATE_SENTENCE = (
    "Users (both direct and downstream) should be made aware of the risks, biases and limitations of the model."
)
CASES = {
    "an empty card": "",
    "a card of metadata alone": "---\nlicense: mit\nbase_model: ara/corvid\n---\n",
    "sections under a section": CARD + NESTED,
    "a heading inside a fence": CARD + FENCED,
    "an emoji in a heading": f"{CARD}## 📊 Evaluation — results!\n\n{ONE}\n",
    "How to use": f"{CARD}## How to use\n\n{PROSE}\n\n## Limitations\n\n{ONE}\n",
    "a use that is out of scope": f"{CARD}## Out-of-Scope Use\n\n{PROSE}\n",
    "placeholders": f"{CARD}## Uses\n\n[More Information Needed]\n\n## Limitations\n\n{TEMPLATE_SENTENCE} "
    "More information needed for further recommendations.\n",
    "a placeholder that is a link": f"{CARD}## Uses\n\n[More Information Needed](https://example.org/a/b/c#how-to)\n",
    "labels without a value": f"{CARD}## Evaluation\n\n- **Test set:**\n- **Score:**\n- **By:** three people\n",
    "a comment": f"{CARD}<!-- {PROSE} -->\n\n## Training data\n\n<!-- {PROSE} -->\n\n{ONE}\n",
    "two sections on one subject": f"{CARD}## Results\n\n{ONE}\n\n## Benchmarks\n\nFour words and more.\n",
    "two sections, the longer one last": f"{CARD}## Results\n\nFour words and more.\n\n## Benchmarks\n\n{ONE}\n",
    "a fence that starts nothing": f"{CARD}## Usage\n\n```\nan important note\n```\n",
    "a fence that starts a model": f"{CARD}```python\nclient = InferenceClient()\n```\n",
    "another mistake in the metadata": CARD.replace("mit", "mit\nlanguage: English\ntags: [1]"),
    "trained from scratch": f"{CARD}It was trained from scratch.\n",
    "an unknown licence": CARD.replace("mit", "unknown") + f"Trained from scratch.\n\n## Citation\n\n{ONE}\n",
    "a licence in capitals": CARD.replace("mit", "MIT") + f"## Risks\n\n{PROSE}\n",
    "metadata that does not parse": CARD.replace("mit", "[mit") + f"## Bias\n\n{PROSE}\n",
    "a score with two decimals": f"{CARD}## Contact\n\nPlease write to both of us here.\n",
    "underscores and digits": f"{CARD}## Evaluation\n\nf1_score 0.91, top_5 0.99\n",
    "Windows line ends": (CARD + FENCED + NESTED).replace("\n", "\r\n"),
    "a long heading": f"{CARD}## Limitations of a model trained on too few letters, all of one city\n\nNone.\n",
    "a section of code": f"{CARD}## Limitations\n\n```python\nimport corvid  # {ONE}\n```\n",
    "the word import outside code": f"{CARD}## Evaluation\n\nPlease import the weights first.\n",
    "two signs in a heading": f"{CARD}## Training & data\n\n{ONE}\n",
    "a heading that begins with a sign": f"{CARD}## How to use\n\n{ONE}\n\n## 🚀 How to use\n\nThree words more.\n",
    "a title that is a section": f"# Limitations\n\n{ONE}\n\n## Evaluation\n\n{ONE}\n",
    "known limitations": f"{CARD}## Known limitations\n\n{ONE}\n\n## Our evaluation\n\n{ONE}\n",
    "a part of a section": f"{CARD}## Notes\n\n### Limitations\n\n{ONE}\n\n#### Training data\n\n{ONE}\n",
    "a title on two subjects": f"{CARD}## Intended uses and limitations\n\n{ONE}\n",
    "a long summary": f"{CARD}{PROSE}\n\n{PROSE}\n",
    "a licence of one's own without a name": CARD.replace("mit", "other"),
    "a licence of one's own with a name and no link": CARD.replace("mit", "other\nlicense_name: corvid-1"),
    "an unknown licence in a list": CARD.replace("mit", "[mit, unknown]"),
    "two licences": CARD.replace("mit", "[mit, apache-2.0]"),
    "a base that is blank": CARD.replace("mit", "mit\nbase_model: ' '"),
    "a base that is a link": CARD.replace("mit", "mit\nbase_model: https://example.org/a"),
    "trained from scratch in the metadata": CARD.replace("mit", "mit\nsummary: trained from scratch"),
    "TRAINED FROM SCRATCH": f"{CARD}It was TRAINED from Scratch.\n",
    "trained from scratch in a comment": f"{CARD}<!-- trained from scratch -->\n",
    "code in a comment": f"{CARD}<!--\n```python\nimport corvid\n```\n-->\n",
    "a comment between two words": f"{CARD}one<!-- and -->two\n\n## Risks<!-- all -->of it\n\n{ONE}\n",
    "a second fence that starts something": f"{CARD}```\nls\n```\n\n```python\nimport corvid\n```\n",
    "a fence and from_pretrained": f"{CARD}```python\nx = M.from_pretrained('a')\n```\n",
}
