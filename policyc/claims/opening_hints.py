"""How openings are given, for messages that say so."""

from __future__ import annotations

from policyc.claims.period_keys import written_key
from policyc.claims.shown import shown
from policyc.interface import Interface, PeriodKey, PeriodSpec, ResultSpec, words
from policyc.report.diagnostic import Argument, Diagnostic, Words
from policyc.types import Kind

OPENINGS = Words("此前累计", "openings")

SINCE = ("since", "自")
"""Under this key the past of a rolling period says from when on all of it is given."""


def opening_example(interface: Interface, period: str, key: str, at: str | None = None) -> Words:
    """How a claim gives the total `key` for the period it falls in, as JSON: `{"年度": {"费用": "0"}}`.

    With `at` for that one: `{"年度": {"2023": {"费用": "0"}}}`, of a rolling period from that day on.

    Raises StopIteration if there is no such total.
    """
    spec = next(spec for spec in interface.periods if spec.key == period)
    over = words(spec)
    name = words(next(spec for spec in interface.accumulators if (spec.period, spec.key) == (period, key)))
    zh, en = f'{{"{name.zh}": "0"}}', f'{{"{name.en}": "0"}}'
    if spec.per is not None:
        further = further_example(interface, spec.per)
        zh, en = f'{{"{further.zh}": {zh}}}', f'{{"{further.en}": {en}}}'
    if at and spec.unit is PeriodKey.ROLLING:
        zh, en = f'{{"{SINCE[1]}": "{at}", "{at}": {zh}}}', f'{{"{SINCE[0]}": "{at}", "{at}": {en}}}'
    elif at:
        zh, en = f'{{"{at}": {zh}}}', f'{{"{at}": {en}}}'
    return Words(f'{{"{over.zh}": {zh}}}', f'{{"{over.en}": {en}}}')


def further_example(interface: Interface, per: ResultSpec) -> Words:
    """A value of a further key: the first member of a kind, or a number."""
    return words(interface.kind(per.type.name).members[0]) if isinstance(per.type, Kind) else Words("1", "1")


def not_a_key(interface: Interface, period: PeriodSpec, given: Argument) -> Diagnostic:
    """`given` is no key of the period, of which the policy keeps totals or not."""
    keeps = next((spec.key for spec in interface.accumulators if spec.period == period.key), None)
    at = written_key(period.unit, period.example)
    example = Words(at, at) if keeps is None else opening_example(interface, period.key, keeps, at)
    return Diagnostic("claim-opening-key", None, {"period": words(period), "given": given, "example": example})


def within(name: Words) -> Words:
    """A place in the openings, for a message."""
    return Words(f"{OPENINGS.zh} {name.zh}", f"{OPENINGS.en}: {name.en}")


def misshapen(place: Words, given: object, example: Words | None) -> Diagnostic:
    """`example` is how a total can be given; without one there is nothing but 无 to write."""
    zh = '没有累计过写 "无"' + ("" if example is None else f"；否则 期间、累计项 逐层写，如 {example.zh}")
    en = 'write "none" if there is nothing' + ("" if example is None else f", or period and total, as {example.en}")
    arguments = {"place": place, "given": shown(given), "instead": Words(zh, en)}
    return Diagnostic("claim-openings-shape", None, arguments)
