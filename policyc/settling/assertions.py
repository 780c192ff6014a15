"""The laws of a policy that a settlement does not keep: its numbers must not be used."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from policyc.claims.present import present
from policyc.compiled import Compiled
from policyc.elaborate.account import AssertionAccount
from policyc.interface import FactSpec, Interface, ResultSpec, words
from policyc.report.diagnostic import Diagnostic, Language, Words
from policyc.settling.settlement import Settlement
from policyc.syntax.rewrite import names_under
from policyc.types import Kind


def broken_assertions(settlement: Settlement) -> tuple[Diagnostic, ...]:
    """The laws of the policy that this settlement does not keep: its numbers must not be used."""
    found: list[Diagnostic] = []
    for entry in settlement.compiled.account.assertions:
        if settlement.ok(entry.column) and not settlement.row[entry.column]:
            found.append(broken_assertion(entry, settlement.compiled, partial(_value, settlement)))
    return tuple(found)


def broken_assertion(entry: AssertionAccount, compiled: Compiled, value: Callable[[str], int | None]) -> Diagnostic:
    """A law of the policy that a settlement does not keep, with the settlement's values of the names in it.

    `value` gives a fact or result by its key, None where it has none.
    """
    span = entry.condition.span
    text = compiled.source.text[span.start : span.end].strip()
    values = _values(entry, compiled.interface, value)
    if not values:
        return Diagnostic("assertion-broken", span, {"condition": text})
    zh, en = "，".join(one.zh for one in values), ", ".join(one.en for one in values)
    return Diagnostic("assertion-broken", span, {"condition": Words(f"{text}（{zh}）", f"{text} ({en})")})


def _values(entry: AssertionAccount, interface: Interface, value_of: Callable[[str], int | None]) -> list[Words]:
    """`支付额 50.00` of each fact and result that an assertion reads."""
    specs: dict[str, FactSpec | ResultSpec] = {spec.key: spec for spec in interface.facts}
    specs.update({spec.key: spec for spec in interface.results})
    found: list[Words] = []
    for key in dict.fromkeys(name.key for name in names_under(entry.condition)):
        spec = specs.get(key)
        value = None if spec is None else value_of(key)
        if spec is None or value is None:
            continue
        kind = interface.kind(spec.type.name) if isinstance(spec.type, Kind) else None
        label = words(spec)
        zh, en = (present(value, spec.type, kind, language) for language in (Language.ZH, Language.EN))
        found.append(Words(f"{label.zh} {zh}", f"{label.en} {en}"))
    return found


def _value(settlement: Settlement, key: str) -> int | None:
    return settlement.value(key) if key in settlement.known.ok else None
