"""Every file that a policy names, at any distance, read once each."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import define, evolve, field, frozen

from policyc.linking.paths import NO_FOLDER, Folder, resolved
from policyc.report.diagnostic import Argument, Diagnostic, Label, Words
from policyc.source import LARGEST, Source, Span
from policyc.syntax.clause import File, FileName, Policy, Use
from policyc.syntax.parse import decode, parse
from policyc.syntax.rewrite import rewritten

DEEPEST = 16
"""How long a chain of files that name each other may be."""

MOST = 64
"""How many files a policy may be made of."""


@frozen
class Link:
    """A file's mention of another: the words at fault when it cannot be had, and the path from the root."""

    name: FileName
    path: str


@frozen
class Document:
    """One file as read. Its places are offsets into all files joined, in the order of `Gathered.documents`.

    `uses` are the files that its 引用 name, in their order; None is one that cannot be had.
    """

    path: str
    source: Source
    origin: int
    file: File
    amends: Link | None
    uses: tuple[Link | None, ...]

    @property
    def policy(self) -> Policy | None:
        return next((block for block in self.file.blocks if isinstance(block, Policy)), None)


@define
class Gathered:
    """The files so far, by path, and what was found wrong with their writing."""

    folder: Folder | None
    documents: dict[str, Document] = field(factory=dict)
    findings: list[Diagnostic] = field(factory=list)
    _end: int = 0

    def error(self, code: str, span: Span, *labels: Label, **arguments: Argument) -> None:
        self.findings.append(Diagnostic(code, span, arguments, labels))

    def read(self, source: Source, path: str, chain: tuple[str, ...]) -> Document:
        """The document of a source, after all that it names."""
        origin, self._end = self._end, self._end + len(source.text) + 1
        file, findings = parse(source)
        if origin:
            file = moved(file, origin)
            findings = tuple(_finding_moved(finding, origin) for finding in findings)
        self.findings += findings
        # entered before the files that it names, which are then joined after it
        self.documents[path] = Document(path, source, origin, file, None, ())
        named = {id(name): self._follow(name, path, (*chain, path)) for name in _named(file)}
        base = _amended(file)
        amended = None if base is None else named[id(base)]
        uses = tuple(named[id(block.file)] for block in file.blocks if isinstance(block, Use))
        self.documents[path] = Document(path, source, origin, file, amended, uses)
        return self.documents[path]

    def _follow(self, name: FileName, beside: str, chain: tuple[str, ...]) -> Link | None:
        """The file that a name means, read if it was not; None where it cannot be had, which is told."""
        path = resolved(name.path, beside)
        if isinstance(path, Words):
            self._unreadable(name, path)
            return None
        if path in chain:
            circle = " → ".join((*chain[chain.index(path) :], path))
            self.error("files-in-circle", name.span, circle=circle)
            return None
        if path in self.documents:
            return Link(name, path)
        if len(chain) >= DEEPEST or len(self.documents) >= MOST:
            self.error("files-too-many", name.span, deep=DEEPEST, most=MOST)
            return None
        return self._fetched(name, path, chain)

    def _fetched(self, name: FileName, path: str, chain: tuple[str, ...]) -> Link | None:
        data = NO_FOLDER if self.folder is None else self.folder(path)
        if isinstance(data, Words):
            self._unreadable(name, data)
            return None
        if self._end + len(data) > LARGEST:
            self._unreadable(name, _TOO_LARGE)
            return None
        source, _ = decode(path, data)
        if source is None:
            self._unreadable(name, _NOT_TEXT)
            return None
        self.read(source, path, chain)
        return Link(name, path)

    def _unreadable(self, name: FileName, why: Words) -> None:
        self.error("file-unreadable", name.span, path=name.path, why=why)


_TOO_LARGE = Words("文件加起来太大", "the files together are too large")
_NOT_TEXT = Words("它不是 UTF-8 文本", "it is not UTF-8 text")


def _amended(file: File) -> FileName | None:
    return next((block.amends for block in file.blocks if isinstance(block, Policy)), None)


def _named(file: File) -> Iterator[FileName]:
    """The files that a file names: what it amends, then what it uses."""
    base = _amended(file)
    if base is not None:
        yield base
    for block in file.blocks:
        if isinstance(block, Use):
            yield block.file


def moved(file: File, by: int) -> File:
    """The file with every place `by` further on."""

    def change(node: object) -> object:
        return node.moved(by) if isinstance(node, Span) else node

    return evolve(file, blocks=rewritten(file.blocks, change), span=file.span.moved(by))


def _finding_moved(finding: Diagnostic, by: int) -> Diagnostic:
    labels = tuple(evolve(label, span=label.span.moved(by)) for label in finding.labels)
    return evolve(finding, span=None if finding.span is None else finding.span.moved(by), labels=labels)
