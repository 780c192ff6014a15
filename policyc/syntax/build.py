"""From rules recognised to nodes: names, literals and texts; and what is known only of the whole file."""

from __future__ import annotations

import re
from typing import TypeVar

from policyc.report.diagnostic import Argument, Diagnostic, Label, Words
from policyc.source import NOWHERE, Span
from policyc.syntax import literals
from policyc.syntax.characters import has_han, meant_by, odd_letter
from policyc.syntax.clause import Spelling
from policyc.syntax.expression import DateLiteral, MonthDay, MonthLiteral, Name, Number, Text, TimeLiteral

Day = TypeVar("Day", DateLiteral, MonthDay, MonthLiteral)

_ENGLISH = re.compile("[a-z][a-z0-9_]*")

CLAIM_NUMBER = ("单号", "claim_number")
"""What claims call their number, and so do cases: one name, with or without its other spelling beside it."""

DOCUMENTS = ("材料", "documents")
"""What claims call the papers handed in, and so do cases."""
MEMBER = ("参保人", "member")
"""What claims call who they are for, and so do cases of a family."""


class Builder:
    """Makes nodes, and gathers what is known only of the whole file: names, their two spellings, findings."""

    def __init__(self, chinese: bool) -> None:
        self.chinese = chinese
        self.diagnostics: list[Diagnostic] = []
        self.names: list[Name] = []
        self.english: dict[str, tuple[str, Span]] = {}
        self.han: dict[str, tuple[str, Span]] = {}
        self.seen: set[str] = set()
        # whether some case says of which member of a family each claim is
        self.tells_members = False

    def report(self, code: str, span: Span, *labels: Label, **arguments: Argument) -> None:
        self.diagnostics.append(Diagnostic(code, span, arguments, labels))

    # ---- tokens

    def named(self, spelling: str, span: Span) -> Name:
        """A name as spelled; `complete` gives it its key."""
        if spelling not in self.seen:
            self.seen.add(spelling)
            self._check_name(spelling, span)
        name = Name(spelling, span)
        self.names.append(name)
        return name

    def quoted(self, spelling: str, span: Span) -> Name:
        """A name in corner quotes, which may look like anything."""
        self.seen.add(spelling)
        if "__" in spelling:
            self.report("reserved-name", span, name=shortened(spelling))
        return self.named(spelling, span)

    def _check_name(self, spelling: str, span: Span) -> None:
        odd = odd_letter(spelling)
        if "__" in spelling:
            self.report("reserved-name", span, name=shortened(spelling))
        elif odd is not None:
            place, instead = Span(span.start + odd, span.start + odd + 1), meant_by(spelling[odd])
            if instead is None:
                self.report("unexpected-character", place, found=spelling[odd])
            else:
                self.report("look-alike-character", place, found=spelling[odd], instead=instead)
        elif not is_well_formed(spelling):
            self.report("name-form", span, name=shortened(spelling), instead=shortened(spelling.lower().strip("_")))

    def number(self, number: Number, digits: str) -> Number:
        if len(digits) > literals.LONGEST_NUMBER or number.decimals > literals.LONGEST_NUMBER:
            self.report("number-too-long", number.span, limit=literals.LONGEST_NUMBER)
        return number

    def day(self, day: Day) -> Day:
        if not literals.exists(day):
            self.report("no-such-date", day.span, date=day_words(day))
        return day

    def time(self, time: TimeLiteral) -> TimeLiteral:
        if time.hour > 23 or time.minute > 59:
            self.report("no-such-time", time.span, time=f"{time.hour:02d}:{time.minute:02d}")
        return time

    # ---- names and texts

    def name(self, span: Span, first: Name, second: Name | None) -> Name:
        if second is None:
            return first
        self._pair(first, second)
        both = Name(first.key, span)
        self.names.append(both)
        return both

    def _pair(self, first: Name, second: Name) -> None:
        """Notes that two spellings are one name; one spelling has one counterpart in a file."""
        zh, en = (first, second) if has_han(first.key) else (second, first)
        if not has_han(zh.key) or has_han(en.key):
            self.report("not-a-pair", second.span, first=shortened(first.key), second=shortened(second.key))
            return
        for name, other, known in ((zh, en, self.english), (en, zh, self.han)):
            earlier, place = known.setdefault(name.key, (other.key, other.span))
            if earlier != other.key:
                label = Label(place, "first")
                self.report(
                    "two-spellings",
                    other.span,
                    label,
                    name=name.key,
                    earlier=shortened(earlier),
                    other=shortened(other.key),
                )

    def complete(self) -> dict[str, Spelling]:
        """Gives every name its key, now that all pairs are known, and tells the pairs by key.

        The one place where a node changes: no one but the parser has seen the tree yet.
        """
        for zh, en in (CLAIM_NUMBER, DOCUMENTS, *((MEMBER,) if self.tells_members else ())):
            if not self.seen.isdisjoint((zh, en)) and en not in self.han:
                self.english.setdefault(zh, (en, NOWHERE))
        for name in self.names:
            pair = self.english.get(name.key)
            if pair is not None:
                object.__setattr__(name, "key", pair[0])
        return {en: Spelling(zh, en) for zh, (en, _) in self.english.items()}

    def text(self, span: Span, first: str, second: str | None) -> Text:
        """One text is Chinese if it has a Han letter; of two, the one with; else the file's vocabulary comes first."""
        if second is None:
            return Text(first, None, span) if has_han(first) else Text(None, first, span)
        first_is_chinese = has_han(first)
        if first_is_chinese == has_han(second):
            first_is_chinese = self.chinese
        return Text(first, second, span) if first_is_chinese else Text(second, first, span)


def is_well_formed(spelling: str) -> bool:
    """Whether a name has a Han letter or the form of an English key, and no letter of another script."""
    return odd_letter(spelling) is None and (has_han(spelling) or _ENGLISH.fullmatch(spelling) is not None)


def shortened(text: str, limit: int = 40) -> str:
    """A spelling as a message shows it: a very long one is cut."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def day_words(day: Day) -> Words:
    """A day or month as an author writes it: `2月30日`, `Feb 30`; a date in English by its numbers."""
    if isinstance(day, MonthLiteral):
        return Words(f"{day.year}年{day.month}月", f"{day.year:04d}-{day.month:02d}")
    written = f"{day.month}月{day.day}日"
    if isinstance(day, MonthDay):
        known = 1 <= day.month <= 12
        return Words(written, f"{literals.MONTHS[day.month - 1].title() if known else day.month} {day.day}")
    return Words(f"{day.year}年{written}", f"{day.year:04d}-{day.month:02d}-{day.day:02d}")
