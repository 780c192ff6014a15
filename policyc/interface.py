"""What a claim for a policy looks like, and what comes back: names in both spellings, types, bounds, vocabularies.

The compiler fills it; reading claims, printing values, schemas and prompts need nothing else of a policy.
"""

from __future__ import annotations

from enum import Enum

from attrs import frozen

from policyc.report.diagnostic import Words
from policyc.types import MONEY, Type


@frozen
class FactSpec:
    """A fact of the claim or of a line. `low` and `high` are included, at the type's scale; None is the type's own."""

    key: str
    zh: str | None
    en: str | None
    type: Type
    low: int | None = None
    high: int | None = None
    optional: bool = False
    question: Words | None = None


@frozen
class LinesSpec:
    """Repeated records of a claim; `results` are what each of them comes to."""

    key: str
    zh: str | None
    en: str | None
    facts: tuple[FactSpec, ...]
    results: tuple[ResultSpec, ...] = ()


@frozen
class MemberSpec:
    """A member of a kind; `code` is its national code as written, leading zeros kept."""

    key: str
    zh: str | None
    en: str | None
    code: str | None = None


@frozen
class KindSpec:
    """A closed vocabulary. A member's value is its position, the order of `types.Kind.members`."""

    name: str
    zh: str | None
    en: str | None
    members: tuple[MemberSpec, ...]


class PeriodKey(Enum):
    """What a period's key says, with the integer it is: equal to `PeriodUnit` by value."""

    YEAR = "year"  # the calendar year in which the period starts
    MONTH = "month"  # 12 * year + month - 1
    DAY = "day"  # a day number
    LIFETIME = "lifetime"  # no key
    ROLLING = "rolling"  # the first day that counts; its openings are by day


@frozen
class PeriodSpec:
    """A period over which amounts add up; for each value of `per`, where it is kept by a further key.

    Of a `whole_family` the totals are of all its members together, else each member's own. `example` is a key that a
    claim of the policy may have, for hints.
    """

    key: str
    zh: str | None
    en: str | None
    unit: PeriodKey
    per: ResultSpec | None = None
    whole_family: bool = False
    example: int = 0


@frozen
class AccumulatorSpec:
    """What adds up over a period, and the worksheet column that holds it."""

    key: str
    zh: str | None
    en: str | None
    period: str
    column: str
    type: Type = MONEY


@frozen
class PaperSpec:
    """A paper that a claim may hand in, and the truth column that says whether it does."""

    key: str
    zh: str | None
    en: str | None
    column: str


@frozen
class ChecklistSpec:
    """A list of papers that must be handed in. Its result of the same key says whether they are."""

    key: str
    zh: str | None
    en: str | None


@frozen
class ChannelSpec:
    """One channel of several."""

    key: str
    zh: str | None
    en: str | None


@frozen
class ChannelsSpec:
    """Channels of which a claim may take those that are open to it."""

    key: str
    zh: str | None
    en: str | None
    channels: tuple[ChannelSpec, ...]


@frozen
class ResultSpec:
    """What a settlement gives back. A `benefit`'s value is its payment, and it has a status and reasons beside it."""

    key: str
    zh: str | None
    en: str | None
    type: Type
    benefit: bool = False


@frozen
class Interface:
    """All that a claim for one policy may say, and all that its settlement answers."""

    key: str
    zh: str | None
    en: str | None
    title: Words | None
    facts: tuple[FactSpec, ...]
    lines: tuple[LinesSpec, ...] = ()
    kinds: tuple[KindSpec, ...] = ()
    periods: tuple[PeriodSpec, ...] = ()
    accumulators: tuple[AccumulatorSpec, ...] = ()
    results: tuple[ResultSpec, ...] = ()
    papers: tuple[PaperSpec, ...] = ()
    checklists: tuple[ChecklistSpec, ...] = ()
    channels: tuple[ChannelsSpec, ...] = ()

    @property
    def of_families(self) -> bool:
        """Are some totals kept by family, so that claims say whose family they are of?"""
        return any(period.whole_family for period in self.periods)

    @property
    def of_members(self) -> bool:
        """Are some totals each member's own?"""
        shared = {period.key for period in self.periods if period.whole_family}
        return any(spec.period not in shared for spec in self.accumulators)

    def kind(self, name: str) -> KindSpec:
        """The vocabulary called `name`. Raises KeyError if there is none."""
        return {kind.name: kind for kind in self.kinds}[name]


Spec = (
    FactSpec
    | LinesSpec
    | KindSpec
    | MemberSpec
    | PeriodSpec
    | AccumulatorSpec
    | PaperSpec
    | ChecklistSpec
    | ChannelSpec
    | ChannelsSpec
    | ResultSpec
)


def words(spec: Spec) -> Words:
    """The name of anything in an interface; a spelling that was not given falls back to the one that was."""
    key = spec.name if isinstance(spec, KindSpec) else spec.key
    return Words(spec.zh or spec.en or key, spec.en or spec.zh or key)


def spellings(spec: Spec) -> tuple[str, ...]:
    """Every way to write the name in a claim, the key first, none twice."""
    key = spec.name if isinstance(spec, KindSpec) else spec.key
    return tuple(dict.fromkeys(spelling for spelling in (key, spec.zh, spec.en) if spelling is not None))
