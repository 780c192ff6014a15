"""Reads the examples of a page of the documentation, in the order a reader meets them.

A fence says what its text is, and may name a file of the reader's folder:

    policy [twin] [wrong SLUG] [FILE]   a policy, or a part of one; `twin` means the same as the policy before it
    policy more|instead … FILE          what the reader adds to a file, or puts for its block of that heading
    claim [FILE]                        a claim for the policy before it
    result                              some of what that claim settles to: {"result": "value"}
    console                             `$ policyc …` and what it prints
    pycon                               `>>> …` and what it gives

A comment `<!-- with … -->` before a part of a policy holds the rest of it, unseen. Any other fence is only read.
"""

from __future__ import annotations

import re
from pathlib import Path

from attrs import frozen

DOCS = Path(__file__).parents[2] / "docs"
README = DOCS.parent / "README.md"

_FENCE = re.compile(
    r"(?:^<!-- with\n(?P<with>.*?)-->\n+)?^```(?P<info>[a-z][^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


@frozen
class Example:
    """A fence: what it is, the words after that, its text with what it stands in, and where on the page it is.

    `line` is the one it begins on; `inside` is from which character of the page to which what it shows goes.
    """

    kind: str
    words: tuple[str, ...]
    text: str
    line: int
    inside: tuple[int, int]

    @property
    def file(self) -> str | None:
        """The file the reader keeps it in."""
        return next((word for word in self.words if "." in word), None)

    @property
    def wrong(self) -> str | None:
        """The message it raises."""
        return self.words[self.words.index("wrong") + 1] if "wrong" in self.words else None


def examples(page: Path) -> list[Example]:
    """The examples of a page."""
    text = page.read_text(encoding="utf-8")
    found = []
    for fence in _FENCE.finditer(text):
        kind, *words = fence["info"].split()
        line = text.count("\n", 0, fence.start("info")) + 1
        found.append(Example(kind, tuple(words), (fence["with"] or "") + fence["text"], line, fence.span("text")))
    return found


def language_of(page: Path) -> str:
    """The language of the terminal of whoever reads the page: English for one that says so in its name."""
    return "en" if page.stem.endswith(".en") else "zh"


def pages() -> list[Path]:
    """The pages that teach; those of messages and decisions are tested where they belong."""
    return [README, *sorted(DOCS.glob("*.md"))]
