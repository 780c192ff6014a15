"""Random well-formed worksheets, and histories of claims aimed at their edges: month ends, leap days, repeated keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from typing import Any

from attrs import evolve, frozen

from policyc.core.basis import Operation
from policyc.core.calendar import date_of, day_of, month_key, month_of, months_after, year_key, year_of
from policyc.core.openings import History, Openings
from policyc.core.prelude import Mode, least, literal, most, rounded, subtract
from policyc.core.terms import (
    Call,
    Caught,
    Choose,
    Column,
    Fold,
    Hole,
    Literal,
    OpenTerm,
    Prior,
    Refusal,
    Settled,
    Sort,
    Total,
    Window,
)
from policyc.core.turns import Stretch, in_turn, stretches
from policyc.core.walk import fold, rebuild, subterms
from policyc.core.worksheet import Definition, Input, Worksheet

LIMIT = 10**6
FIRST, LAST = date(2020, 1, 1).toordinal(), date(2024, 12, 31).toordinal()
EDGE_DAYS = [
    date(*day).toordinal()
    for day in [
        (2020, 2, 29),
        (2020, 2, 28),
        (2020, 3, 1),
        (2021, 2, 28),
        (2021, 1, 31),
        (2020, 12, 31),
        (2021, 1, 1),
        (2024, 2, 29),
    ]
]
NUMBERS = (0, 1, 2, 3, 7, 12, 100, 1000, 2000, -1, -5, -99)
INPUTS = (
    Input("member", Sort.INTEGER, 1, 2),
    Input("day", Sort.INTEGER, FIRST, LAST),
    Input("amount", Sort.INTEGER, 0, 5000),
    Input("limit", Sort.INTEGER, 0, 3000),
    Input("poor", Sort.TRUTH, 0, 1),
    Input("price", Sort.INTEGER, 0, 1000, "items"),
    Input("code", Sort.INTEGER, 0, 2, "items"),
)
CLAIM_MISSABLE = ("day", "amount", "limit", "poor")
LINE_MISSABLE = ("price", "code")


@frozen
class Claim:
    facts: Mapping[str, int | bool]
    lines: Mapping[str, Sequence[Mapping[str, int | bool]]]


class Maker:
    """Makes the columns of one worksheet from top to bottom; all names, sorts and grains are settled before."""

    def __init__(self, random: Random, is_open: bool) -> None:
        self.random = random
        self.is_open = is_open
        self.names: list[tuple[str, Sort, str | None]] = []
        self.above: list[Input | Definition] = list(INPUTS)
        for at in range(random.randint(2, 7)):
            sort = Sort.INTEGER if random.random() < 0.75 else Sort.TRUTH
            grain = "items" if random.random() < 0.3 else None
            self.names.append((f"c{at}", sort, grain))
        self.keys = 0

    def worksheet(self) -> Worksheet:
        day = Column("day")
        self.above.append(Definition("year", Sort.INTEGER, year_key(day, 9, 1), 2019, 2024))
        self.above.append(Definition("month", Sort.INTEGER, month_key(day), 24000, 25000))
        self.above.append(Definition("last_year", Sort.INTEGER, subtract(Column("year"), literal(1)), 2018, 2023))
        self._ends("day", None, FIRST, LAST)
        self._ends("price", "items", 0, 1000)
        for name, sort, grain in self.names:
            term = self.truth(3, grain) if sort is Sort.TRUTH else self.integer(3, grain)
            low, high = (0, 1) if sort is Sort.TRUTH else (-LIMIT, LIMIT)
            if sort is Sort.INTEGER and not isinstance(term, Prior | Total):
                term = least(most(term, literal(-LIMIT)), literal(LIMIT))
            if isinstance(term, Prior | Total) and sort is Sort.INTEGER:
                low, high = -LIMIT * 10**4, LIMIT * 10**4
            self.above.append(Definition(name, sort, term, low, high, grain))
        definitions = tuple(one for one in self.above if isinstance(one, Definition))
        opened = frozenset(self._opened(definitions)) if self.is_open else frozenset()
        return Worksheet(INPUTS, definitions, (), opened)

    def _ends(self, axis: str, grain: str | None, low: int, high: int) -> None:
        """The first and the last place of a window along `axis`."""
        far, near = self.random.choice([30, 365]), self.random.choice([0, 1, 30])
        for name, back in ((f"{axis}_first", far), (f"{axis}_last", near)):
            term = subtract(Column(axis), literal(back))
            self.above.append(Definition(name, Sort.INTEGER, term, low - back, high - back, grain))

    def _opened(self, definitions: Sequence[Definition]) -> list[str]:
        priors = [
            term
            for one in definitions
            for term in subterms(one.term)
            if isinstance(term, Prior) and (one.grain is None or term.window is None)
        ]
        return [prior.column for prior in priors if self.random.random() < 0.3]

    def pick(self, sort: Sort, grain: str | None) -> OpenTerm:
        fitting = [one for one in self.above if one.sort is sort and one.grain in (None, grain)]
        return Column(self.random.choice(fitting).name)

    def integer(self, depth: int, grain: str | None) -> OpenTerm:
        random = self.random
        if depth == 0 or random.random() < 0.15:
            return random.choice([self.pick(Sort.INTEGER, grain), literal(random.choice(NUMBERS))])
        kind = random.choice(
            ["add", "sub", "mul", "div", "least", "most", "choose", "prior", "prior", "total", "date", "round", "open"]
        )
        first, second = self.integer(depth - 1, grain), self.integer(depth - 1, grain)
        match kind:
            case "add" | "sub" | "least" | "most":
                return Call(Operation(kind), (first, second))
            case "mul":
                return Call(Operation.MUL, (first, literal(random.choice(NUMBERS))))
            case "div":
                return Call(Operation.DIV, (first, literal(random.choice([1, 2, 3, 7, 100]))))
            case "round":
                return rounded(first, literal(random.choice([2, 3, 100])), random.choice(list(Mode)))
            case "choose":
                return Choose(self.truth(depth - 1, grain), first, second)
            case "prior":
                return self.prior(grain)
            case "total" if grain is None and (lined := self._lined()):
                return Total(random.choice(lined), random.choice([Fold.SUM, Fold.MAX]))
            case "open" if self.is_open:
                self.keys += 1
                key, stand_in = f"k{self.keys}", random.choice([0, 5])
                return random.choice([Hole(key, stand_in), Refusal(key, stand_in), Settled(first)])
            case "date":
                return self.date()
            case _:
                return first

    def date(self) -> OpenTerm:
        random, day = self.random, Column("day")
        parts = [
            year_of(day),
            month_of(day),
            day_of(day),
            months_after(day, literal(random.choice([-13, -1, 1, 11, 12]))),
        ]
        clamped = date_of(year_of(day), literal(random.choice([2, 4, 12])), literal(random.choice([29, 30, 31])))
        return random.choice([*parts, clamped])

    def _lined(self) -> list[str]:
        return [one.name for one in self.above if one.grain == "items" and one.sort is Sort.INTEGER]

    def prior(self, grain: str | None) -> OpenTerm:
        random = self.random
        fitting = [name for name, sort, of in self.names if sort is Sort.INTEGER and of == grain]
        fitting += ["amount", "limit"] if grain is None else ["price", "code"]
        keys = (
            [["member"], ["member", "year"], ["member", "month"], ["member", "limit"], []]
            if grain is None
            else [["member"], ["member", "code"], ["code"], []]
        )
        axis = "day" if grain is None else "price"
        window = Window(axis, f"{axis}_first", f"{axis}_last") if random.random() < 0.3 else None
        by = tuple(random.choice(keys))
        at = tuple("last_year" if key == "year" else key for key in by) if random.random() < 0.5 else by
        fold = random.choice([Fold.SUM, Fold.SUM, Fold.MAX])
        return Prior(random.choice(fitting), by, fold, window, None if at == by else at)

    def truth(self, depth: int, grain: str | None) -> OpenTerm:
        random = self.random
        if depth == 0 or random.random() < 0.1:
            return random.choice([self.pick(Sort.TRUTH, grain), Literal(random.random() < 0.5)])
        kind = random.choice(["le", "le", "eq", "and", "or", "not", "choose", "open"])
        match kind:
            case "le" | "eq":
                return Call(Operation(kind), (self.integer(depth - 1, grain), self.integer(depth - 1, grain)))
            case "and" | "or":
                return Call(Operation(kind), (self.truth(depth - 1, grain), self.truth(depth - 1, grain)))
            case "not":
                return Call(Operation.NOT, (self.truth(depth - 1, grain),))
            case "choose":
                return Choose(self.truth(depth - 1, grain), self.truth(depth - 1, grain), self.truth(depth - 1, grain))
            case _:
                return self.open_truth(grain)

    def open_truth(self, grain: str | None) -> OpenTerm:
        self.keys += 1
        caught = [one.name for one in self.above if one.grain in (None, grain) and isinstance(one, Definition)]
        if not self.is_open:
            return self.pick(Sort.TRUTH, grain)
        return self.random.choice(
            [Hole(f"k{self.keys}", False), Refusal(f"k{self.keys}", True), Caught(self.random.choice(caught))]
        )


def random_sheet(random: Random, is_open: bool) -> Worksheet:
    """A worksheet in which no line waits for a total that waits for it."""
    while True:
        sheet = in_turn(Maker(random, is_open).worksheet())
        if all(_of_one_grain(stretch) for stretch in stretches(sheet)):
            return sheet


def _of_one_grain(stretch: Stretch) -> bool:
    return len({definition.grain for definition in stretch.definitions}) == 1


def full_claim(random: Random) -> Claim:
    def near(low: int, high: int) -> int:
        return random.choice([low, high, 1000, min(high, 2000), random.randint(low, high)])

    day = random.choice(EDGE_DAYS) if random.random() < 0.7 else random.randint(FIRST, LAST)
    facts: dict[str, Any] = {
        "member": random.randint(1, 2),
        "day": day,
        "amount": near(0, 5000),
        "limit": near(0, 3000),
    }
    facts["poor"] = random.random() < 0.5
    lines = [{"price": near(0, 1000), "code": random.randint(0, 2)} for _ in range(random.choice([0, 1, 1, 3]))]
    return Claim(facts, {"items": lines})


def history(random: Random) -> list[Claim]:
    return [full_claim(random) for _ in range(random.randint(1, 8))]


def with_gaps(random: Random, claim: Claim) -> Claim:
    """The same claim with some facts left out."""
    facts = {name: value for name, value in claim.facts.items() if name not in CLAIM_MISSABLE or random.random() < 0.8}
    lines = [{name: value for name, value in line.items() if random.random() < 0.9} for line in claim.lines["items"]]
    return Claim(facts, {"items": lines})


def openings_of(random: Random, sheet: Worksheet, claims: Sequence[Claim]) -> Openings:
    """Opening balances for some of the keys that the totals of `sheet` may have; some members are new."""
    amounts, histories = {}, {}
    new = frozenset(member for member in (1, 2) if random.random() < 0.2)
    for one in sheet.definitions:
        for term in subterms(one.term):
            if not isinstance(term, Prior) or term.column not in sheet.openings:
                continue
            for key in keys_of(term.by, claims):
                if random.random() > 0.7:
                    continue
                if term.window is None:
                    amounts[term.column, term.by, key] = random.choice([0, 500, 1000])
                else:
                    histories[term.column, term.by, term.window.axis, key] = history_of(random, claims)
    return Openings(amounts, histories, new)


def history_of(random: Random, claims: Sequence[Claim]) -> History:
    """Rows on days near those of claims, known from some day on."""
    days = [int(claim.facts["day"]) + random.choice([-400, -30, -1, 0, 1]) for claim in claims if "day" in claim.facts]
    rows = tuple((day, random.choice([0, 500, 1000])) for day in days if random.random() < 0.5)
    return History(random.choice([FIRST - 400, *days]), rows)


def keys_of(by: Sequence[str], claims: Sequence[Claim]) -> set[tuple[int, ...]]:
    lines = [{**claim.facts, **line} for claim in claims for line in claim.lines["items"]]
    rows = lines if "code" in by else [claim.facts for claim in claims]
    return {tuple(_key_part(name, row) for name in by) for row in rows}


def _key_part(name: str, facts: Mapping[str, int | bool]) -> int:
    if name in facts:
        return int(facts[name])
    day = date.fromordinal(int(facts["day"]))
    return 12 * day.year + day.month - 1 if name == "month" else day.year - ((day.month, day.day) < (9, 1))


def filled(random: Random, sheet: Worksheet) -> Worksheet:
    """`sheet` with each hole filled by some value."""

    def fill(term: OpenTerm, inner: list[OpenTerm]) -> OpenTerm:
        if isinstance(term, Hole):
            return Literal(random.random() < 0.5 if isinstance(term.stand_in, bool) else random.choice(NUMBERS))
        return rebuild(term, tuple(inner))

    definitions = tuple(evolve(one, term=fold(one.term, fill)) for one in sheet.definitions)
    return evolve(sheet, definitions=definitions)
