"""Metadata of small cards, one difficulty each, by what a learner may be told of it."""

from exercises.cards.words import Meta

RESULT = {
    "task": {"type": "text-generation"},
    "dataset": {"type": "ara/stair", "name": "Stair"},
    "metrics": [{"type": "accuracy", "value": 0.7}],
}
INDEX = [{"name": "corvid", "results": [RESULT]}]
BROKEN_INDEX = [{"name": "corvid", "results": [{**RESULT, "dataset": {"type": "ara/stair"}}]}]

WHOLE: dict[str, Meta] = {
    "a clean card": {"license": "mit", "language": ["en", "no"], "tags": ["demo"], "model-index": INDEX},
    "an empty card": {},
    "a blank licence": {"license": "  ", "language": "en"},
    "a licence that is null": {"license": None},
    "a list of no licences": {"license": [None, ""]},
    "a licence of one's own without a name": {"license": ["other"]},
    "a licence of one's own with a name": {"license": "other", "license_name": "corvid-1"},
    "a licence of one's own with a link": {"license": "other", "license_link": "LICENSE"},
    "a licence of one's own with name and link": {"license": "other", "license_name": "c-1", "license_link": "LICENSE"},
    "a licence of one's own, its name and link blank": {
        "license": "other",
        "license_name": "",
        "license_link": " ",
    },
    "a licence of one's own, its name and link null": {"license": "other", "license_name": None, "license_link": []},
    "a licence of one's own after another": {"license": ["mit", "other"], "license_name": "c-1"},
    "a licence that holds the word other": {"license": "another-1"},
    "a name without a licence of one's own": {"license": "mit", "license_name": ""},
    "a broken model-index": {"license": "mit", "model-index": BROKEN_INDEX},
    "a model-index that is text": {"license": "mit", "model-index": "0.7"},
    "a model-index that is no list": {"license": "mit", "model-index": INDEX[0]},
    "a model-index that is null": {"license": "mit", "model-index": None},
    "an empty model-index": {"license": "mit", "model-index": []},
    "a blank model-index": {"license": "mit", "model-index": " "},
    "a model-index that is false": {"license": "mit", "model-index": False},
}
ELEMENTS: dict[str, Meta] = {
    "a licence in capitals": {"license": "MIT"},
    "a licence that is a number": {"license": 2.0},
    "a licence list with one bad element": {"license": ["mit", "GPL"]},
    "Norwegian by itself": {"license": "mit", "language": False},
    "three languages": {"license": "mit", "language": ["English", "en", False]},
    "a number among the tags": {"license": "mit", "tags": ["demo", 2024]},
    "a number as the only tag": {"license": "mit", "tags": 2024},
    "a number twice among the tags": {"license": "mit", "tags": [1, "demo", 1]},
    "a number among the languages": {"license": "mit", "language": ["en", 7]},
    "numbers of one and two digits": {"license": "mit", "tags": [9, 10]},
    "an unknown task": {"license": "mit", "pipeline_tag": "chatting"},
    "an unknown library": {"license": "mit", "library_name": "torchling"},
    "data sets in three forms": {"license": "mit", "datasets": ["ara/stair", "https://example.org/d", "two words"]},
    "a data set that is a number": {"license": "mit", "datasets": 7},
    "a data set named as the model": {"license": "mit", "datasets": "ara/corvid-2"},
    "a base that is a URL": {"license": "mit", "base_model": "http://example.org/a/b"},
    "a base with a space in its name": {"license": "mit", "base_model": ["ara/corvid", "corvid 7b"]},
    "a model that is its own base": {"license": "mit", "base_model": "ara/corvid-2"},
    "metrics in one string": {"license": "mit", "metrics": "accuracy, f1"},
    "metrics in a list": {"license": "mit", "metrics": ["accuracy", "f1"]},
    "metrics in a list, two of them in one string": {"license": "mit", "metrics": ["accuracy, f1", "bleu"]},
    "a single metric": {"license": "mit", "metrics": "accuracy"},
    "metrics that are a number": {"license": "mit", "metrics": 0.7},
    "many mistakes": {
        "tags": [1, "demo", 2],
        "license": ["MIT", "other"],
        "language": ["xx", True],
        "metrics": "a,b",
        "library_name": "torchling",
        "base_model": "https://example.org/x",
    },
}
METAS = WHOLE | ELEMENTS
