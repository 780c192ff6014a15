"""The arrows from text to a checked policy, in order, each giving its value and what it found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from policyc.compiled import Compiled
from policyc.constructs import (
    Defining,
    check_block,
    check_coverage,
    declare,
    declare_kinds,
    declare_linked,
    declare_parts,
    defined_names,
    defining,
    elaborate_block,
    point_out,
    reads_of,
)
from policyc.core.worksheet import Worksheet
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.grain import place_by_lines
from policyc.elaborate.owner import FAMILY, MEMBER
from policyc.elaborate.publish import publish, results_of, targets_of
from policyc.elaborate.totals import Totals, finish_totals
from policyc.elaborate.walk import looked_back_at, names_beside, totalled_to_date
from policyc.linking.link import link
from policyc.linking.paths import Folder
from policyc.report.diagnostic import Diagnostic, Severity, Words
from policyc.source import NOWHERE, Source
from policyc.syntax.clause import Benefit, Case, Channels, Checklist, File, Hole, PeriodBlock, Policy
from policyc.syntax.parse import decode
from policyc.syntax.unread import Unread

_UNLINKED = frozenset({"file-unreadable", "files-in-circle", "files-too-many"})
"""Findings after which a policy is not whole: what else is found may only follow from what is not there."""


def compile_bytes(
    name: str, data: bytes, folder: Folder | None = None
) -> tuple[Compiled | None, Source, tuple[Diagnostic, ...]]:
    """A policy file's bytes to a checked policy. The source is given back for showing the findings in.

    `folder` gives the files that the policy names, by their paths from the folder of the file itself.
    """
    source, findings = decode(name, data)
    if source is None:
        return None, Source(name, ""), findings
    compiled, source, more = compile_source(source, folder)
    return compiled, source, (*findings, *more)


def compile_source(
    source: Source, folder: Folder | None = None
) -> tuple[Compiled | None, Source, tuple[Diagnostic, ...]]:
    """Text to a checked policy; None when a finding is an error. The source is then that of all its files."""
    linked = link(source, folder)
    if any(finding.code in _UNLINKED for finding in linked.writing):
        return None, linked.source, linked.writing
    unwritten = any(finding.severity is Severity.ERROR for finding in linked.writing)
    work = elaborate_file(linked.file, whole=not unwritten)
    unread = Unread(linked.source, linked.writing)
    # what could not be read may be what a warning misses
    told = [
        found
        for found in (*linked.findings, *work.diagnostics)
        if not linked.writing or (found.severity is Severity.ERROR and not unread.explains(found))
    ]
    found = (*linked.writing, *told)
    if any(finding.severity is Severity.ERROR for finding in found):
        return None, linked.source, found
    return _compiled(linked.source, work), linked.source, found


def elaborate_file(file: File, *, whole: bool = True) -> Elaboration:
    """Names declared, columns made in the order of what they read, the rest checked; not `whole`, some is unread."""
    work = Elaboration(file, Totals())
    work.inputs.append(MEMBER)
    if any(isinstance(block, PeriodBlock) and block.whole_family for block in file.blocks):
        work.inputs.append(FAMILY)
    declare_kinds(work, file.blocks)
    for block in file.blocks:
        declare(work, block)
    declare_linked(work, file)
    declare_parts(work, file.blocks)
    policy = _the_policy(work, file)
    blocks = [*defining(work, file.blocks), *file.versions]
    mixed = _place_by_lines(work, blocks)
    for one in _in_order(work, blocks):
        if id(one) not in mixed:
            elaborate_block(work, one, policy)
    # cases last: they may speak of totals that a law is the first to read
    cases = [block for block in file.blocks if isinstance(block, Case)]
    for block in file.blocks:
        if not isinstance(block, Case):
            check_block(work, block)
    work.totals.whole = whole and not work.failed
    for case in cases:
        check_block(work, case)
    if not work.failed:
        finish_totals(work)
        point_out(work, file.blocks, blocks)
        check_coverage(work, file.blocks)
    return work


def _the_policy(work: Elaboration, file: File) -> Policy | None:
    """A file holds one policy."""
    policies = [block for block in file.blocks if isinstance(block, Policy)]
    if not policies and not any(isinstance(block, Hole) for block in file.blocks):
        work.error("no-policy", NOWHERE)
    for policy in policies[1:]:
        work.error("two-policies", policy.name.span)
    return policies[0] if policies else None


def _place_by_lines(work: Elaboration, blocks: list[Defining]) -> set[int]:
    """Find what is reckoned line by line; gives the blocks that read lines of two kinds, and are left out."""
    by_line = [block for block in blocks if not isinstance(block, Benefit | Checklist | Channels)]
    return place_by_lines(work, by_line, {id(block): defined_names(block) for block in by_line})


def _in_order(work: Elaboration, blocks: list[Defining]) -> Iterable[Defining]:
    """Blocks after all they read. Those that read each other in a circle are reported, and left out."""
    maker = {name: block for block in blocks for name in defined_names(block)}
    maker |= {name: maker[benefit] for name, (benefit, _) in work.parts.items() if benefit in maker}
    work.reads = {id(block): reads_of(work, block) for block in blocks}
    needs = {id(block): [maker[name] for name in sorted(work.reads[id(block)]) if name in maker] for block in blocks}
    _counted_first(work, blocks, maker, needs)
    done: dict[int, bool] = {}
    circling: set[int] = set()
    ordered: list[Defining] = []
    for first in blocks:
        path: list[tuple[Defining, int]] = [(first, 0)] if id(first) not in done else []
        while path:
            block, at = path.pop()
            if at == 0:
                done[id(block)] = False
            while at < len(needs[id(block)]):
                needed = needs[id(block)][at]
                at += 1
                if id(needed) not in done:
                    path += [(block, at), (needed, 0)]
                    break
                if not done[id(needed)] and id(needed) not in circling:
                    circling |= _circle(work, [step for step, _ in path] + [block], needed)
            else:
                done[id(block)] = True
                ordered.append(block)
    if not circling:
        _no_line_waits_for_its_total(work, blocks, maker, needs)
    return ordered


def _no_line_waits_for_its_total(
    work: Elaboration, blocks: list[Defining], maker: Mapping[str, Defining], needs: dict[int, list[Defining]]
) -> None:
    """Report a line that looks back at lines of its own claim which wait for a sum over it."""
    waits = {id(block): list(needs[id(block)]) for block in blocks}
    for block in blocks:
        back = looked_back_at(block) if any(work.grain_of(name) for name in defined_names(block)) else set()
        waits[id(block)] += [maker[name] for name in sorted(back) if name in maker and work.grain_of(name)]
    for block in blocks:
        added = work.reads[id(block)] - names_beside(block, work.symbols)
        for name in sorted(added):
            if name in maker and work.grain_of(name) is not None:
                path = _path(waits, maker[name], block)
                if path is not None:
                    _circle(work, [block, *path[:-1]], block)
                    return


def _path(waits: Mapping[int, list[Defining]], start: Defining, wanted: Defining) -> list[Defining] | None:
    """The blocks from one to another, each waiting for the next."""
    found: dict[int, list[Defining]] = {id(start): [start]}
    queue = [start]
    for block in queue:
        if block is wanted:
            return found[id(block)]
        for following in waits[id(block)]:
            if id(following) not in found:
                found[id(following)] = [*found[id(block)], following]
                queue.append(following)
    return None


def _counted_first(
    work: Elaboration, blocks: list[Defining], maker: Mapping[str, Defining], needs: dict[int, list[Defining]]
) -> None:
    """What reads 含本次累计 of an expense comes after the benefit that counts it, unless that benefit reads it.

    A benefit's own steps are settled by what is written in them alone.
    """
    for block in blocks:
        if isinstance(block, Benefit) or not work.reads[id(block)] & work.totals.expenses.keys():
            continue
        for key in sorted(totalled_to_date(block)):
            counting = [maker[name] for name in work.totals.expenses.get(key, ()) if name in maker]
            needs[id(block)] += [benefit for benefit in counting if not _reaches(needs, benefit, block)]


def _reaches(needs: Mapping[int, list[Defining]], start: Defining, wanted: Defining) -> bool:
    seen: set[int] = set()
    stack = [start]
    while stack:
        block = stack.pop()
        if block is wanted:
            return True
        if id(block) not in seen:
            seen.add(id(block))
            stack += needs[id(block)]
    return False


def _circle(work: Elaboration, path: list[Defining], back: Defining) -> set[int]:
    """Report the circle that the path closes, and give its blocks: each circle is told once."""
    start = next(at for at, block in enumerate(path) if block is back)
    names = [work.words(block.name.key) for block in path[start:]] + [work.words(back.name.key)]
    circle = Words(" → ".join(name.zh for name in names), " → ".join(name.en for name in names))
    work.error("circular", back.name.span, circle=circle)
    return {id(block) for block in path[start:]}


def _compiled(source: Source, work: Elaboration) -> Compiled:
    results = results_of(work)
    sheet = Worksheet(
        tuple(work.inputs), tuple(work.definitions), tuple(spec.key for spec in results), frozenset(work.openings)
    )
    return Compiled(source, work.file, sheet, work.columns, work.account, publish(work, results), targets_of(work))
