"""What stands when one policy amends another from a day on, or uses another: no one writes it, linking makes it."""

from __future__ import annotations

from attrs import frozen

from policyc.source import Span
from policyc.syntax.clause.source import Policy
from policyc.syntax.expression import DateLiteral, Name, place


@frozen
class Term:
    """Days from `since` to `until`, both in it; None where nothing bounds them."""

    since: DateLiteral | None
    until: DateLiteral | None


@frozen
class Version:
    """What a name stands for from a day on: the definition `key`, or nothing (None), as a policy says."""

    key: str | None
    since: DateLiteral | None
    policy: str


@frozen
class Versions:
    """A name whose definition changes with the date `by`; versions in order, the first with no first day."""

    name: Name
    by: Name
    versions: tuple[Version, ...]
    span: Span = place()


@frozen
class DateWithin:
    """The date `by` as a version's own definitions read it: never outside the days that the version holds."""

    name: Name
    by: Name
    term: Term
    span: Span = place()


@frozen
class Home:
    """The policy that a definition belongs to, and the days on which that policy is in force."""

    policy: Policy
    terms: tuple[Term, ...]
    used: bool = False
