"""Voids: a claim that no longer stands, and what becomes of those settled after it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum

from attrs import frozen

from policyc.claims.moment import read_moment
from policyc.claims.shown import shown
from policyc.report.diagnostic import Diagnostic, Words


class How(Enum):
    """What is done. The two give different money: a claim may have been paid less because of the one voided."""

    RE_RUN = Words("重算", "re-run")  # those after it are settled again as if it had never been
    REVERSE = Words("冲回", "reverse")  # what it paid and counted is taken back; those after it stand


@frozen
class Void:
    """The claim of this number is voided."""

    number: str
    how: How
    settled_at: datetime | None = None


VOID, HOW, SETTLED_AT = ("void", "作废"), ("how", "方式"), ("settled_at", "结算时间")


def is_void(entry: object) -> bool:
    """Is an entry of a list of claims a void?"""
    return isinstance(entry, Mapping) and any(word in entry for word in VOID)


def how_of(written: object) -> How | None:
    """`re-run`, `重算`, `reverse`, `冲回`."""
    return next((how for how in How if written in (how.value.zh, how.value.en)), None)


def read_void(entry: Mapping[str, object]) -> tuple[Void | None, tuple[Diagnostic, ...]]:
    """`{"作废": "1", "方式": "重算"}`."""
    known = {*VOID, *HOW, *SETTLED_AT}
    findings = [Diagnostic("void-unknown-key", None, {"given": shown(key)}) for key in entry if key not in known]
    number, written = _under(entry, VOID), _under(entry, HOW)
    how = how_of(written)
    if how is None:
        findings.append(Diagnostic("void-how", None, {"number": shown(number)}))
    time = _under(entry, SETTLED_AT)
    moment = None if time is None else read_moment(time)
    if time is not None and moment is None:
        findings.append(Diagnostic("claim-not-a-time", None, {"given": shown(time)}))
    if findings or how is None:
        return None, tuple(findings)
    return Void(str(number), how, moment), ()


def _under(entry: Mapping[str, object], words: tuple[str, ...]) -> object:
    return next((entry[word] for word in words if word in entry), None)
