"""How names are spelled that a file uses and does not itself spell: by the files it names, and as parts of benefits."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, frozen

from policyc.linking.amend import parts_in
from policyc.linking.editions import name_of, names_of
from policyc.linking.gather import Gathered
from policyc.linking.names import unify
from policyc.linking.paths import Folder
from policyc.report.diagnostic import Diagnostic
from policyc.source import Source
from policyc.syntax.clause import Benefit, File, Spelling
from policyc.syntax.part_names import part_pairs
from policyc.syntax.rewrite import names_under, respelled

NOT_READ = frozenset({"file-unreadable", "files-in-circle", "files-too-many"})
"""Findings of files that are named and cannot be had."""


@frozen
class KnownNames:
    """Spellings by key, and the findings on named files that cannot be had, whose names are not among them."""

    spellings: Mapping[str, Spelling]
    unread: tuple[Diagnostic, ...]


def known_names(source: Source, name: str, folder: Folder) -> KnownNames:
    """What the files that a source names, at any distance, say of how names are spelled. `name` is its own in `folder`.

    What else is wrong with those files is not told: the names that they spell do not depend on it.
    """
    gathered = Gathered(folder)
    gathered.read(source, name, ())
    unread = tuple(finding for finding in gathered.findings if finding.code in NOT_READ)
    pairs = unify(gathered)
    files = [document.file for document in gathered.documents.values()]
    return KnownNames({**parts_of(files, pairs), **pairs}, unread)


def parts_of(files: list[File], pairs: Mapping[str, Spelling]) -> Mapping[str, Spelling]:
    """The parts of the benefits that files declare, by key, where no file declares a name that is spelled so."""
    parts = [part for file in files for part in parts_in(file.blocks)]
    benefits = {name_of(part).key for part in parts if isinstance(part, Benefit)}
    declared = {name.key for part in parts for name in names_of(part)}
    taken = {spelling for key in declared for spelling in (key, *_spelled(pairs.get(key)))}
    return part_pairs([pairs[key] for key in sorted(benefits) if key in pairs], taken)


def with_parts(file: File) -> File:
    """The file with the parts of benefits that it speaks of under one key each, however they are spelled."""
    spoken_of = {name.key for name in names_under(file.blocks)}
    pairs = parts_of([file], file.spellings)
    found = {key: pair for key, pair in pairs.items() if spoken_of & {key, pair.zh}}
    keys = {pair.zh: key for key, pair in found.items() if pair.zh is not None}
    if not found:
        return file
    return evolve(file, blocks=respelled(file.blocks, keys), spellings={**file.spellings, **found})


def _spelled(pair: Spelling | None) -> tuple[str | None, ...]:
    return () if pair is None else (pair.zh, pair.en)
