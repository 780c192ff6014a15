"""One member's claims in order, as one JSON text: a list, or `{"openings": …, "claims": […]}`."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from policyc.claims.json_text import read_json
from policyc.claims.shown import shown
from policyc.interface import Interface, spellings
from policyc.report.diagnostic import Diagnostic

CLAIMS, OPENINGS = ("claims", "理赔"), ("openings", "此前累计")


@frozen
class ClaimList:
    """The entries as written, claims and voids, and the totals before the first; None where nothing is said of them.

    `misshapen` are findings on entries that are no objects, by their places from 1.
    """

    entries: tuple[Mapping[str, object], ...]
    openings: object = None
    misshapen: tuple[tuple[int, Diagnostic], ...] = ()


def read_claim_list(text: str | bytes, interface: Interface) -> ClaimList | None:
    """The list that a JSON text is; None where it is none, but one claim, or cannot be read."""
    value, findings = read_json(text)
    if findings:
        return None
    if isinstance(value, list):
        return _list(value, None)
    if not isinstance(value, Mapping) or not value.keys() <= {*CLAIMS, *OPENINGS}:
        return None
    named = {name for fact in interface.facts for name in spellings(fact)}
    named |= {name for block in interface.lines for name in spellings(block)}
    claims = next((value[word] for word in CLAIMS if word in value and word not in named), None)
    if not isinstance(claims, list):
        return None
    return _list(claims, next((value[word] for word in OPENINGS if word in value), None))


def _list(entries: list[object], openings: object) -> ClaimList:
    """The totals before the first claim may also stand with it, as with a claim by itself."""
    objects = [entry for entry in entries if isinstance(entry, Mapping)]
    misshapen = tuple(
        (place, Diagnostic("claim-not-an-object", None, {"given": shown(entry)}))
        for place, entry in enumerate(entries, 1)
        if not isinstance(entry, Mapping)
    )
    if openings is None and objects:
        openings = next((objects[0][word] for word in OPENINGS if word in objects[0]), None)
        objects[0] = {key: value for key, value in objects[0].items() if key not in OPENINGS}
    return ClaimList(tuple(objects), openings, misshapen)
