"""材料: the papers a claim says it hands in, as one list of names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from policyc.claims.finding import Findings
from policyc.claims.shown import shown
from policyc.interface import PaperSpec, spellings, words
from policyc.report.diagnostic import Diagnostic

_COMMAS = re.compile("[,，、;；]")

NO_PAPERS = ("none", "无")
"""What a claim may write for an empty list."""


def read_papers(value: object, papers: tuple[PaperSpec, ...], findings: Findings) -> frozenset[str] | None:
    """The keys of the papers named, None where the claim gives no list: that is not an empty one."""
    if value is None:
        return None
    if isinstance(value, str) and value.strip() in NO_PAPERS:
        return frozenset()
    if not isinstance(value, (list, tuple)):
        findings.add(Diagnostic("claim-documents-shape", None, {"given": shown(value)}))
        return None
    named = paper_names(papers)
    found: set[str] = set()
    for name in value:
        key = named.get(name.strip()) if isinstance(name, str) else None
        if key is None:
            findings.unknown_key("claim-unknown-document", name, tuple(map(words, papers)))
        else:
            found.add(key)
    return frozenset(found)


def separated(text: str) -> list[str] | str:
    """Names typed with commas between as a list; an empty list as it is written."""
    return text if text.strip() in NO_PAPERS else [name.strip() for name in _COMMAS.split(text) if name.strip()]


def paper_names(papers: tuple[PaperSpec, ...]) -> Mapping[str, str]:
    """Every spelling of every paper, with its key."""
    return {spelling: paper.key for paper in papers for spelling in spellings(paper)}
