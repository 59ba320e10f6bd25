"""The kind of value that the client has: a commit, field by field, made by its own constructor."""

from dataclasses import fields
from typing import Any

from huggingface_hub.hf_api import GitCommitInfo

from course.values.codec import Node, Reader, Writer, need, register

NAMES = [field.name for field in fields(GitCommitInfo)]


def _write(writer: Writer, value: Any) -> Node:
    return writer.nodes([getattr(value, name) for name in NAMES])


def _read(reader: Reader, node: Node) -> GitCommitInfo:
    found = reader.values(node)
    need(len(found) == len(NAMES))
    return GitCommitInfo(**dict(zip(NAMES, found, strict=True)))


register("commit", (GitCommitInfo,), _write, _read)
