"""Changes to texts, to JSON and to workbooks that leave most of them what they were, so that they reach far in."""

from __future__ import annotations

import copy
import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from policyc.lexicon import lexicon

_PIECE = re.compile(r"\n[ \t]*|[^\W\d]\w*|\d[\d,.]*|[ \t]+|.")
_NUMBER = re.compile(r"\d[\d,.]*")

NUMBERS = (
    *("0", "1", "2", "12", "13", "29", "31", "60", "99", "100", "366", "1900", "2024", "9999", "10000", "0.01"),
    *("0.005", "33.33", "1,000", "99999999", "999999999999", "1" + "0" * 17, "9" * 19, "9" * 40, "0." + "0" * 20 + "1"),
)
SIGNS = (*tuple('：:，,、()（）|=><+-−×÷%％"“”「」#~～/ \n\t'), "=>", "≤", "≥", "≠", "\n  ", "\n    ", "\n\n", "任意")

ODD: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 7, 10**18, 10**40, -(10**59), 0.5, 1e300, [], {}, [[]], [{}], {"": None}),
    *(
        "",
        " ",
        "x",
        "无",
        "none",
        "是",
        "否",
        "yes",
        "0",
        "-0",
        "1",
        "0.01",
        "0.001",
        "1e5",
        "9" * 30,
        "１２",
        "½",
        "٣",
    ),
    *("2024-02-29", "2023-02-29", "0001-01-01", "9999-12-31", "2024年2月29日", "2024-01-01T00:00:00+08:00", "24:00"),
    *("re-run", "reverse", "\ud800", "\u202e", "\x00", "{0}", "{name}", "%s", "甲" * 300),
)


def changed_times(random: Random) -> int:
    return random.choice((1, 1, 1, 2, 3, 6))


# ---- texts


class TextChanges:
    """Changes by words and lines; words, lines and blocks also come from the texts there are."""

    def __init__(self, texts: Sequence[str]) -> None:
        rows = [*lexicon().rows.values(), *lexicon().units.values(), *lexicon().functions.values()]
        own = {spelling for row in rows for spelling in row.spellings()}
        self.words = sorted({word for text in texts for word in _PIECE.findall(text)} | own | {*NUMBERS, *SIGNS})
        self.lines = sorted({line for text in texts for line in text.splitlines(keepends=True)})
        self.blocks = sorted({block + "\n\n" for text in texts for block in re.split(r"\n{2,}", text)})
        self.kinds: tuple[Callable[[str, Random], str], ...] = (
            *(self._word, self._word, self._number, self._number, self._line, self._line),
            *(self._block, self._renamed, self._swapped_lines, self._cut),
        )

    def change(self, text: str, random: Random) -> str:
        for _ in range(changed_times(random)):
            text = random.choice(self.kinds)(text, random)
        return text

    def _word(self, text: str, random: Random) -> str:
        words = _PIECE.findall(text)
        return "".join(_one_changed(words, self.words, random))

    def _number(self, text: str, random: Random) -> str:
        found = list(_NUMBER.finditer(text))
        if not found:
            return self._word(text, random)
        place = random.choice(found)
        return text[: place.start()] + random.choice(NUMBERS) + text[place.end() :]

    def _line(self, text: str, random: Random) -> str:
        return "".join(_one_changed(text.splitlines(keepends=True), self.lines, random))

    def _block(self, text: str, random: Random) -> str:
        blocks = [block + "\n\n" for block in re.split(r"\n{2,}", text)]
        return "".join(_one_changed(blocks, self.blocks, random))

    def _renamed(self, text: str, random: Random) -> str:
        """One word for another, wherever it stands."""
        words = sorted(set(_PIECE.findall(text)))
        return text.replace(random.choice(words), random.choice(words)) if words else text

    def _swapped_lines(self, text: str, random: Random) -> str:
        lines = text.splitlines(keepends=True)
        if lines:
            one, other = random.randrange(len(lines)), random.randrange(len(lines))
            lines[one], lines[other] = lines[other], lines[one]
        return "".join(lines)

    def _cut(self, text: str, random: Random) -> str:
        start = random.randrange(len(text) + 1)
        return text[:start] + text[start + random.choice((1, 2, 5, 20, 200)) :]


def _one_changed(parts: list[str], others: Sequence[str], random: Random) -> list[str]:
    """One part left out, written twice, moved, or another for it or beside it."""
    at = random.randrange(len(parts)) if parts else 0
    match random.randrange(5):
        case 0:
            return parts[:at] + parts[at + 1 :]
        case 1:
            return parts[:at] + parts[at : at + 1] * random.choice((2, 2, 3, 20)) + parts[at + 1 :]
        case 2:
            rest = parts[:at] + parts[at + 1 :]
            to = random.randrange(len(rest) + 1)
            return rest[:to] + parts[at : at + 1] + rest[to:]
        case 3:
            return [*parts[:at], random.choice(others), *parts[at + 1 :]]
        case _:
            return [*parts[:at], random.choice(others), *parts[at:]]


# ---- JSON


def places(node: object) -> list[tuple[Any, Any]]:
    """Every value inside a value, as what holds it and under which key."""
    found: list[tuple[Any, Any]] = []
    waiting = [node]
    while waiting:
        here = waiting.pop()
        keys = list(here) if isinstance(here, dict) else range(len(here)) if isinstance(here, list) else ()
        found += [(here, key) for key in keys]
        waiting += [here[key] for key in keys]
    return found


def change_json(value: Any, words: Sequence[str], random: Random) -> None:
    """Values changed, left out, written under another key or in another place; `words` are keys that mean something."""
    for _ in range(changed_times(random)):
        found = places(value)
        if not found:
            return
        holder, key = random.choice(found)
        other_holder, other_key = random.choice(found)
        match random.randrange(7):
            case 0:
                holder[key] = copy.deepcopy(random.choice(ODD))
            case 1:
                del holder[key]
            case 2:
                holder[key] = copy.deepcopy(other_holder[other_key])
            case 3 if isinstance(holder, dict):
                holder[random.choice(words)] = holder.pop(key)
            case 4 if isinstance(holder, list):
                holder.insert(key, copy.deepcopy(holder[key]))
            case 5 if type(holder[key]) is int:
                holder[key] += random.choice((-(10**9), -100, -2, -1, 1, 2, 100, 10**9))
            case _:
                holder[key] = random.choice(words)


# ---- the rows of a bundle


def change_rows(inside: dict[str, Any], random: Random) -> None:
    """Rows changed, mostly by what another row of their class says in the same field."""
    rows = inside["rows"]
    for _ in range(changed_times(random)):
        row = random.choice(rows)
        if random.random() < 0.3:
            change_json(row, ["", "x", "甲"], random)
            continue
        others = [other for other in rows if other and row and other[0] == row[0]]
        if len(row) < 2 or not others:
            continue
        at = random.randrange(1, len(row))
        other = random.choice(others)
        if at < len(other):
            row[at] = _mixed(row[at], other[at], random)


def _mixed(here: Any, there: Any, random: Random) -> Any:
    """What stands there; of two lists also one end of each, and of numbers one nearby."""
    if isinstance(here, list) and isinstance(there, list) and random.random() < 0.7:
        return here[: random.randrange(len(here) + 1)] + copy.deepcopy(there[random.randrange(len(there) + 1) :])
    if type(here) is int and random.random() < 0.4:
        return here + random.choice((-3, -2, -1, 1, 2, 3))
    return copy.deepcopy(there)


# ---- workbooks


def change_archive(data: bytes, texts: TextChanges, random: Random) -> bytes:
    """A part of the archive changed as text, left out, or with another's content."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheets = [name for name in parts if "sheet" in name or "hared" in name]
    name = random.choice(sheets if sheets and random.random() < 0.7 else sorted(parts))
    match random.randrange(12):
        case 0:
            del parts[name]
        case 1:
            parts[name] = parts[random.choice(sorted(parts))]
        case _:
            text = parts[name].decode("utf-8", "surrogateescape")
            parts[name] = texts.change(text, random).encode("utf-8", "surrogateescape")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return stream.getvalue()


def change_bytes(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.randbytes(random.choice((0, 1, 1, 4))) + data[at + random.choice((0, 1, 1, 4, 100)) :]


def as_json(value: object) -> bytes:
    # half a character can be written in JSON, but not in UTF-8
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass").replace(b"\xed\xa0\x80", b"\\ud800")
