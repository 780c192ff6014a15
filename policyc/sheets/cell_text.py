"""What a cell of a sheet says, read with the language's own grammar: an amount, an interval, words, or not to be read.

The language reads amounts, intervals and marks. What it reads as nothing of the kind is taken for a word of the
schedule (`二级及以下`), exactly as it stands; a text with an amount inside that is not one value is never guessed at.
"""

from __future__ import annotations

import re
from functools import cache

from attrs import frozen

from policyc.lexicon import lexicon
from policyc.report.diagnostic import Diagnostic
from policyc.source import Source
from policyc.syntax import clause as c
from policyc.syntax import expression as e
from policyc.syntax.build import is_well_formed
from policyc.syntax.literals import number_pattern, unit_pattern
from policyc.syntax.parse import parse

LONGEST = 120
"""How many characters a cell of a schedule may have."""

_PAIR = re.compile(r"(?P<zh>[^()（）]+?)[ ]*[(（](?P<en>[A-Za-z][A-Za-z0-9_]*)[)）]")
_OTHER_PAIR = re.compile(r"(?P<en>[A-Za-z][A-Za-z0-9_]*)[ ]*[(（](?P<zh>[^()（）]+?)[)）]")
_ENGLISH_NAME = re.compile(r"[A-Za-z][A-Za-z0-9 _]*")
_DASH = r"[ ]*(?:-|－|—+|–|~|～|−|至|到)[ ]*"
_NOT_IN_A_WORD = re.compile(r"^[-－—]|[=+*/<>≥≤|%％「」\"“”；;。!?！？~～–—]|\S(?:至|[-－])\S")
_COMPARED = re.compile(r"(?:大于|小于|高于|低于|等于|不足|不少|不满|超过|以上|以下|以内|以外)")
_EVERYTHING = frozenset(("不限", "全部", "所有", "均可", "各级", "不区分", "all", "both"))
_HAN_BREAK = re.compile(r"(?<=[\u3400-\u9fff])[ ]*[\r\n]+[ ]*(?=[\u3400-\u9fff])")
_BRACKETS = str.maketrans("（）：·", "():-")

_SAME_BOUND = (
    (re.compile("(?:不超过|不高于|不大于|小于等于|小于或等于)(.+)"), r"\1 以下"),
    (re.compile("(?:不低于|不少于|不小于|大于等于|大于或等于)(.+)"), r"\1 以上"),
    (re.compile("(?:大于|高于|多于)(.+)"), r"超过 \1"),
    (re.compile("(?:小于|低于|少于|不足)(.+)"), r"不满 \1"),
    (re.compile("(?:年?满)([0-9]+(?:周岁|岁)?)[，、,]?(?:不满|未满|不足)([0-9]+(?:周岁|岁))"), r"\1 以上 不满 \2"),
)
"""Bounds said in words that mean the same and leave no doubt whether the number itself is in."""


@frozen
class Word:
    """A word of the schedule, with its spellings. `key` is how the language knows it."""

    zh: str | None
    en: str | None

    @property
    def key(self) -> str:
        return self.en or self.zh or ""


@frozen
class CellText:
    """A cell read: the language's node, and the words it names, if any."""

    node: c.Cell
    words: tuple[Word, ...] = ()


def read_cell(place: str, text: str) -> CellText | Diagnostic:
    """The cell, or why it cannot be read and what it may be."""
    line = " ".join(text.split())
    if len(line) > LONGEST or "|" in line or "｜" in line or line in _EVERYTHING or _HAN_BREAK.search(text):
        return _unread(place, line[:LONGEST])
    node, instead = _parsed(_ranged(_same_bound(line)))
    if node is None and instead is not None:
        node, _ = _parsed(instead)
    if node is not None and _is_value(node):
        return CellText(node)
    words = [read_word(part) for part in _listed(line)]
    known = tuple(word for word in words if word is not None)
    if len(known) == len(words):
        return CellText(e.Pattern(tuple(e.Name(word.key) for word in known)), known)
    if node is not None and isinstance(node, e.Pattern) and len(node.items) == 1 and _is_formula(node.items[0]):
        return CellText(node)
    return _unread(place, line)


def read_word(text: str) -> Word | None:
    """A word in one spelling or both, `等级 (level)`; None where it is none."""
    line = " ".join(text.split()).translate(_BRACKETS)
    pair = _pair(line)
    if pair is not None and _is_word(pair["zh"]) and not pair["zh"].isascii():
        return Word(pair["zh"], pair["en"].lower())
    if not _is_word(line):
        return None
    if line.isascii():
        return Word(None, line.lower().replace(" ", "_")) if _ENGLISH_NAME.fullmatch(line) else None
    return Word(line, None)


def _unread(place: str, line: str) -> Diagnostic:
    return Diagnostic("sheet-cell-unread", None, {"cell": place, "text": line})


# ---- as the language reads it


def _parsed(text: str) -> tuple[c.Cell | None, str | None]:
    """The cell that the language reads, or what it would have one write instead."""
    head = "表 甲\n  | 乙 |\n  | "
    file, findings = parse(Source("", f"{head}{text} |\n"))
    if findings:
        instead = findings[0].arguments.get("instead") if findings[0].code == "written-otherwise" else None
        span = findings[0].span
        if instead is None or span is None:
            return None, None
        said = instead if isinstance(instead, str) else getattr(instead, "zh", "")
        start, end = span.start - len(head), span.end - len(head)
        said = said.split(" 或 ")[0]
        return None, text[:start] + said + text[end:] if 0 <= start <= end <= len(text) else None
    table = file.blocks[0] if len(file.blocks) == 1 else None
    grid = table.grid if isinstance(table, c.Table) else None
    row = grid.rows[0] if grid is not None and len(grid.rows) == 1 else None
    if not isinstance(row, c.Row) or len(row.cells) != 1 or isinstance(row.cells[0], c.Blank):
        return None, None
    return row.cells[0], None


def _same_bound(text: str) -> str:
    """`不超过4万` as `4万 以下`."""
    for pattern, said in _SAME_BOUND:
        match = pattern.fullmatch(text)
        if match is not None:
            return match.expand(said)
    return text


def _listed(text: str) -> list[str]:
    """The parts of a list; what stands in brackets is no list of its own, unless it is a word's other spelling."""
    parts = [part.strip() for part in re.split("[、，,]", text)]
    if all(_ENGLISH_NAME.fullmatch(part) for part in parts):
        return parts
    if any(map(_pair, parts)) and all(_pair(part) or not re.search("[()（）]", part) for part in parts):
        return parts
    return [text] if re.search("[(（]", text) and "、" in text else re.split("[、，]", text)


def _pair(text: str) -> re.Match[str] | None:
    """A word in both spellings, `等级 (level)` or `level (等级)`."""
    line = text.translate(_BRACKETS)
    return _PAIR.fullmatch(line) or _OTHER_PAIR.fullmatch(line)


def _ranged(text: str) -> str:
    """`4万-10万` as `4万 至 10万`: between two numbers a dash is no minus in a schedule."""
    match = _range_pattern().fullmatch(text)
    return text if match is None else f"{match['low']} 至 {match['high']}"


@cache
def _range_pattern() -> re.Pattern[str]:
    number = re.sub(r"\(\?P<\w+>", "(?:", number_pattern(lexicon()))
    return re.compile(f"(?P<low>{number}){_DASH}(?P<high>{number})")


def _is_value(node: c.Cell) -> bool:
    """Is it made of numbers, dates and the marks of the language alone?"""
    match node:
        case e.Pattern(items=items):
            return all(_is_plain(item) for item in items)
        case c.PatientPays(share=share):
            return _is_plain(share)
        case e.Any() | c.Undetermined() | c.Refused():
            return True
        case _:
            return False


def _is_plain(node: e.Expression | e.Bound | e.Yearly | None) -> bool:
    match node:
        case None | e.Number() | e.DateLiteral() | e.YearLiteral() | e.MonthLiteral() | e.TruthLiteral() | e.Absent():
            return True
        case e.Yearly():
            return True
        case e.Bound():
            return _is_plain(node.low) and _is_plain(node.high)
        case _:
            return False


def _is_formula(node: e.Expression | e.Bound | e.Yearly) -> bool:
    """`首次起付线 × 50%`: a reckoning with a number in it, written in the language."""
    match node:
        case e.Product(parts=parts, over=over) if not any(over):
            return any(isinstance(part, e.Number) for part in parts)
        case e.Apply():
            return True
        case _:
            return False


# ---- as a word


def _is_word(text: str) -> bool:
    """Is it a word that can be a name as it stands, with no amount in it?"""
    return (
        bool(text)
        and is_well_formed(text.replace(" ", "_") if text.isascii() else text)
        and _NOT_IN_A_WORD.search(text) is None
        and _amount_pattern().search(text) is None
        and not (_COMPARED.search(text) and re.search("[0-9０-９]", text))
    )


@cache
def _amount_pattern() -> re.Pattern[str]:
    """An amount anywhere in a text: digits, or a Chinese numeral, with a unit or a multiplier."""
    units = unit_pattern(lexicon())
    return re.compile(rf"[0-9０-９][ ]*(?:[十百千万亿]|{units})|[万亿千百](?:{units})")


def written_number(text: str) -> bool:
    """Does a number show that it is an amount of money: in 万 or 亿, or with its thousands grouped?"""
    return re.search(r"[0-9０-９][ ]*[百千]?[万亿]|[0-9],[0-9]{3}", text) is not None
