"""A small vocabulary, so that cases can be read and cross to a learner's process quickly."""

from typing import Any

Vocab = dict[str, Any]
Meta = dict[str, Any]

WORDS: Vocab = {
    "licenses": {"mit", "apache-2.0", "other", "unknown", "cc-by-4.0"},
    "languages": {"en", "fr", "no", "sv", "code"},
    "pipeline_tags": {"text-generation", "text-classification"},
    "libraries": {"transformers", "peft"},
    "license_alias": {"apache 2.0": "apache-2.0"},
    "language_alias": {"english": "en"},
}
