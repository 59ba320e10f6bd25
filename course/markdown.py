"""A text that a notebook shows as Markdown."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Markdown:
    """A text that a notebook shows as Markdown, and anything else as it stands."""

    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        return self.text
