"""Names and texts as they must be written to be read as such."""

from __future__ import annotations

import re
from functools import cache

from policyc.lexicon import lexicon
from policyc.syntax import literals
from policyc.syntax.build import is_well_formed
from policyc.syntax.lexer import CALLED, patterns
from policyc.syntax.tables import tables


@cache
def reserved_words() -> frozenset[str]:
    """Words that where an expression may begin are not read as names."""
    words = lexicon()
    accepted = {terminal for row in tables().actions if row.get("NAME", -1) >= 0 and "LPAR" in row for terminal in row}
    single = (word for word, terminals in words.words.items() if accepted & set(terminals) - CALLED)
    # after a comma that ends a value, `per` and the like may begin a ceiling
    keys = ("PER", "PER_CLAIM", "PER_DAY", "PER_MONTH", "PER_YEAR")
    ceiling = frozenset(word for key in keys for word in words.rows[key].spellings())
    several = (first for first, found in words.phrases.items() if accepted & {terminal for _, terminal in found})
    return (frozenset(single) | frozenset(several)) - limit_words() | ceiling


@cache
def limit_words() -> frozenset[str]:
    """Words that where a limit begins are its base or its period, not names."""
    keys = ("B_COST", "B_PAYMENT", "PER", "PER_CLAIM", "PER_DAY", "PER_MONTH", "PER_YEAR", "PER_LIFETIME")
    return frozenset(word for key in keys for word in lexicon().rows[key].spellings())


@cache
def type_words() -> frozenset[str]:
    """Words that where a type stands are not a kind's name."""
    rows = (row for row in lexicon().rows.values() if row.key.startswith("T_"))
    return frozenset(word for row in rows for word in row.spellings()) | frozenset(lexicon().phrases)


@cache
def said_words() -> frozenset[str]:
    """Words that at the start of a line say where a block comes from, and are not names."""
    return frozenset(word for key in ("SOURCE", "READING") for word in lexicon().rows[key].spellings())


def string(text: str) -> str:
    return f"“{text}”" if '"' in text else f'"{text}"'


def quoted(spelling: str, reserved: frozenset[str]) -> str:
    """A name as it must be written to be read as a name.

    `reserved` are the words that are read otherwise there; where there are none, only a name can stand.
    """
    pattern = patterns()
    word = pattern.next_word.fullmatch(spelling)
    breaker = spelling in lexicon().breakers
    numeral = spelling[:1] in literals.CHINESE_FIRST or spelling.startswith("百分之")
    literal = (
        reserved
        and numeral
        and (pattern.chinese_number.match(spelling) or re.match(f"{literals.YEAR_OR_DAY}", spelling))
    )
    plain = (
        word
        and spelling.strip() == spelling
        and is_well_formed(spelling)
        and not breaker
        and not literal
        and spelling not in reserved
    )
    return spelling if plain else f"「{spelling}」"
