"""What a caller asks of a worksheet, as columns beside its own: how each result came out, and is all answered?"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, frozen

from policyc.compiled import Compiled
from policyc.core.alone import Earlier, alone
from policyc.core.known import KnownWorksheet
from policyc.core.prelude import TRUE, all_of, any_of, choose, equal, is_not, literal
from policyc.core.state import Slot, slots
from policyc.core.terms import Column, Fold, Literal, OpenTerm, Sort
from policyc.core.worksheet import Definition, Worksheet
from policyc.settling.results import Status

STATUSES = (Status.PAID, Status.REFUSED, Status.NOT_APPLICABLE, Status.UNDETERMINED)
"""What the numbers of a status column say. Of a result that is no benefit 0 says that it has a value."""

ABSENT = len(STATUSES)
"""The number that says of a result that it is 无."""

ANSWERED = "claim__answered"
"""The truth column that says: all that was asked for is answered, and no assertion of the policy is broken."""


def status_of(result: str) -> str:
    """The column that says how a result came out."""
    return f"{result}__status"


@frozen
class Answers:
    """A closed worksheet with the columns that answer a caller. `statuses` are those of the results that can fail."""

    known: KnownWorksheet
    worksheet: Worksheet
    results: tuple[str, ...]
    statuses: Mapping[str, str]
    totals: Mapping[Slot, Earlier]


def answers(compiled: Compiled, known: KnownWorksheet) -> Answers:
    """The results of a policy, or those it is asked for, with a status column for each that may have no value."""
    results = tuple(spec.key for spec in compiled.interface.results)
    told = {name: term for name in results if (term := _status(compiled, known, name)) != literal(0)}
    statuses = {name: status_of(name) for name in told}
    added = [Definition(statuses[name], Sort.INTEGER, term, 0, ABSENT) for name, term in told.items()]
    answered = _answered(compiled, known)
    if answered != TRUE:
        added.append(Definition(ANSWERED, Sort.TRUTH, answered, 0, 1))
    sheet = evolve(known.worksheet, definitions=(*known.worksheet.definitions, *added))
    return Answers(known, sheet, results, statuses, earlier_totals(compiled, known.worksheet))


def by_itself(found: Answers) -> Answers:
    """The same for a claim by itself, its earlier totals given as facts."""
    return evolve(found, worksheet=alone(found.worksheet, found.totals))


def earlier_totals(compiled: Compiled, worksheet: Worksheet) -> Mapping[Slot, Earlier]:
    """The totals that openings give for the period a claim falls in, by what they are as facts of the claim.

    One that this policy is not asked for can only be known of a new member. Those by a further key are left out.
    """
    told = {(total.column, total.by): total for total in compiled.account.totals}
    found: dict[Slot, Earlier] = {}
    for slot in slots(worksheet):
        total = told.get((slot.column, slot.by))
        if slot.fold is not Fold.SUM or worksheet.by_name[slot.column].grain is not None:
            continue
        if total is None:
            found[slot] = Earlier(f"earlier__{slot.column}")
        elif total.per is None:
            found[slot] = Earlier(earlier_name(total.period_key, total.key), compiled.times(total))
    return found


def earlier_name(period: str, total: str) -> str:
    """What a total before the claim is called as a fact of it."""
    return f"earlier__{period}__{total}"


def _status(compiled: Compiled, known: KnownWorksheet, name: str) -> OpenTerm:
    ok, refused = known.ok[name], known.refused[name]
    benefit = compiled.account.benefits.get(name)
    answer: OpenTerm = literal(0)
    if benefit is None:
        answer = choose(_absent(compiled, name), literal(ABSENT), answer)
        return choose(ok, answer, choose(refused, literal(1), literal(3)))
    if benefit.refused is not None:
        answer = choose(Column(benefit.refused), literal(1), answer)
    answer = choose(ok, answer, literal(3))
    if benefit.applies is None:
        return answer
    # one that is not for this kind of claim has an answer: it pays a known 0
    applies = any_of((Column(benefit.applies), is_not(known.ok[benefit.applies])))
    return choose(applies, answer, literal(2))


def _absent(compiled: Compiled, name: str) -> OpenTerm:
    info = compiled.columns.get(name)
    match None if info is None else info.absent:
        case None:
            return literal(False)
        case Literal() | Column() as term:
            return term
        case _:
            return is_not(Column(f"{name}__present"))


def _answered(compiled: Compiled, known: KnownWorksheet) -> OpenTerm:
    benefits = compiled.account.benefits
    answered = {name: any_of((known.ok[name], known.refused[name])) for name in compiled.targets}
    first = all_of(answered[name] for name in compiled.targets if name in benefits)
    rest = all_of(answered[name] for name in compiled.targets if name not in benefits)
    if benefits and not compiled.asked:
        paid = any_of(equal(_status(compiled, known, name), literal(0)) for name in benefits)
        rest = any_of((is_not(paid), rest))
    kept = [any_of((is_not(known.ok[one.column]), Column(one.column))) for one in compiled.account.assertions]
    return all_of((first, rest, *kept))
