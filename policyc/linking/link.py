"""The arrow from a policy's text to one tree: its files read, amended, used and brought together."""

from __future__ import annotations

from attrs import define, evolve, field, frozen

from policyc.linking.amend import Amending, first_edition
from policyc.linking.editions import Editions
from policyc.linking.gather import Document, Gathered
from policyc.linking.known import with_parts
from policyc.linking.lower import lowered
from policyc.linking.names import unify
from policyc.linking.paths import Folder
from policyc.linking.use import Joining
from policyc.report.diagnostic import Diagnostic
from policyc.source import Source, joined
from policyc.syntax.clause import File, Policy, Removal, Spelling, Use


@frozen
class Linked:
    """One tree for all files. `writing` are findings on how they are written, `findings` on how they fit together."""

    source: Source
    file: File
    writing: tuple[Diagnostic, ...]
    findings: tuple[Diagnostic, ...]


def link(source: Source, folder: Folder | None) -> Linked:
    """A policy and all the files that it names, at any distance."""
    gathered = Gathered(folder)
    main = gathered.read(source, source.name, ())
    writing = tuple(gathered.findings)
    gathered.findings.clear()
    if len(gathered.documents) == 1 and main.amends is None and not main.uses:
        _told_removals(gathered, main)
        return Linked(source, with_parts(main.file), writing, tuple(gathered.findings))
    spellings = unify(gathered)
    file = _Linking(gathered, spellings).file(source.name)
    sources = [document.source for document in gathered.documents.values()]
    return Linked(joined(sources), with_parts(file), writing, tuple(gathered.findings))


def _told_removals(gathered: Gathered, document: Document) -> None:
    """删去 without a policy to take from."""
    for block in document.file.blocks:
        if isinstance(block, Removal) and (document.policy is None or document.policy.amends is None):
            gathered.error("amends-nothing", block.span)


@define
class _Linking:
    gathered: Gathered
    spellings: dict[str, Spelling]
    files: dict[str, File] = field(factory=dict)

    def file(self, path: str) -> File:
        """One document with what it amends and uses, as one tree. The chain of documents has an end: it was read."""
        if path not in self.files:
            self.files[path] = self._file(path)
        return self.files[path]

    def _file(self, path: str) -> File:
        editions = self._editions(path)
        document = self.gathered.documents[path]
        if editions is None:
            return evolve(document.file, spellings=self.spellings)
        joining = Joining.of(self.gathered, lowered(editions, self.spellings, self.gathered.findings))
        uses = self._uses(path)
        for other in dict.fromkeys(other for _, other in uses):
            joining.join(self.file(other), [use for use, named in uses if named == other])
        return joining.file

    def _editions(self, path: str) -> Editions | None:
        document = self.gathered.documents[path]
        _told_removals(self.gathered, document)
        policies = [block for block in document.file.blocks if isinstance(block, Policy)]
        if not policies:
            return None
        base = None if document.amends is None else self._editions(document.amends.path)
        if base is None:
            made = first_edition(document.file.blocks, policies[0])
        else:
            made = Amending(base, self.spellings, self.gathered.findings).amend(document.file.blocks, policies[0])
        made.own += policies[1:]
        return made

    def _uses(self, path: str) -> list[tuple[Use, str]]:
        """Each 引用 of the whole chain of amendments, with the path of what it names."""
        found: list[tuple[Use, str]] = []
        at: str | None = path
        while at is not None:
            document = self.gathered.documents[at]
            used = [block for block in document.file.blocks if isinstance(block, Use)]
            found += [(use, link.path) for use, link in zip(used, document.uses, strict=True) if link is not None]
            at = None if document.amends is None else document.amends.path
        return found
