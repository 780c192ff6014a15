"""The LALR tables of the grammar: made by lark, kept as JSON in the user's cache, read back without lark."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from attrs import frozen

from policyc.lexicon import grammar_text

FORMAT = 2
"""The layout of the cached tables; a change of it leaves old files unread."""


@frozen
class Rule:
    """A production: `size` symbols are taken off the stack and `target` put in their place.

    `action` names the builder's method; None passes the only child on. `chain` marks a repetition, whose
    value is a linked chain. `keep` lists the children: a place, and whether it is a chain; -1 is an absent part.
    """

    target: str
    size: int
    action: str | None
    chain: bool
    keep: tuple[tuple[int, bool], ...]


@frozen
class Tables:
    """`actions[state]` maps a terminal to the state to go to (0 or more) or to rule `-1 - action`,
    and a rule's target to the state that follows it."""

    start: int
    actions: list[dict[str, int]]
    rules: list[Rule]
    symbols: dict[str, str]


@cache
def tables() -> Tables:
    """The tables: from the cache if they are there and sound, else made and, where possible, cached."""
    grammar = grammar_text("policy.lark")
    digest = hashlib.sha256(f"{FORMAT}\n{grammar}".encode()).hexdigest()
    path = cache_folder() / f"tables-{digest[:24]}.json"
    data = _read(path)
    if data is None:
        data = make_tables(grammar)
        _write(path, data)
    return _tables(data)


def cache_folder() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(home) / "policyc"


def _tables(data: dict[str, Any]) -> Tables:
    rules = [
        Rule(target, size, action, chain, tuple((place, part) for place, part in keep))
        for target, size, action, chain, keep in data["rules"]
    ]
    return Tables(data["start"], data["actions"], rules, data["symbols"])


def _read(path: Path) -> dict[str, Any] | None:
    """A cached file's tables, or None if it is missing, cut short or altered."""
    try:
        digest, _, body = path.read_text("utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    if hashlib.sha256(body.encode()).hexdigest() != digest:
        return None
    loaded: dict[str, Any] = json.loads(body)
    return loaded


def _write(path: Path, data: dict[str, Any]) -> None:
    """Caches the tables in one step, so that no reader sees half a file; without a writable place, does nothing."""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{hashlib.sha256(body.encode()).hexdigest()}\n{body}")
        os.replace(temporary, path)
    except OSError:
        return


def make_tables(grammar: str) -> dict[str, Any]:
    """Has lark work out the tables; the result is plain data."""
    parser = lark_parser(grammar)
    table = parser.parser.parser._parse_table
    productions: list[Any] = []
    numbers: dict[Any, int] = {}
    actions: list[dict[str, int]] = [{} for _ in table.states]
    for state, row in table.states.items():
        for symbol, (kind, target) in row.items():
            if kind.name == "Reduce" and target not in numbers:
                numbers[target] = len(productions)
                productions.append(target)
            actions[state][_plain(symbol)] = -1 - numbers[target] if kind.name == "Reduce" else target
    actions[table.end_states["start"]]["$END"] = table.end_states["start"]
    return {
        "start": table.start_states["start"],
        "actions": actions,
        "rules": [_rule(production) for production in productions],
        "symbols": {t.pattern.value: t.name for t in parser.terminals},
    }


def lark_parser(grammar: str, debug: bool = False) -> Any:
    from lark import Lark
    from lark.lexer import Lexer

    class Declared(Lexer):
        """Stands for the lexer of policyc.syntax.lexer while the tables are made."""

        __future_interface__ = 2

        def __init__(self, configuration: Any) -> None:
            pass

        def lex(self, lexer_state: Any, parser_state: Any) -> Any:
            raise NotImplementedError

    words = sorted(set(re.findall(r"\b_?[A-Z][A-Z_]*\b", re.sub(r"//.*", "", grammar))))
    declared = "".join(f"%declare {word}\n" for word in words)
    return Lark(grammar + "\n" + declared, parser="lalr", lexer=Declared, debug=debug)


def _plain(symbol: str) -> str:
    """A terminal's name without the underscore that only says it makes no child."""
    return symbol[1:] if re.fullmatch(r"_[A-Z][A-Z_]*", symbol) else symbol


def _rule(production: Any) -> list[Any]:
    """A production of lark's as a row of `Tables.rules`."""
    name = production.origin.name
    keep = _kept(production)
    chain = name.startswith("_")
    passes = production.options.expand1 and not production.alias and len(keep) == 1 and not keep[0][1]
    action = None if chain or (passes and keep[0][0] >= 0) else production.alias or name
    return [name, len(production.expansion), action, chain, keep]


def _kept(production: Any) -> list[tuple[int, bool]]:
    """Which children a production keeps: terminals are dropped on request, absent optional parts are told."""
    empty = production.options.empty_indices or ()
    gaps = "".join("1" if absent else "0" for absent in empty).split("0")
    keep: list[tuple[int, bool]] = []
    for place, symbol in enumerate(production.expansion):
        if empty:
            keep += [(-1, False)] * len(gaps[place])
        if not (symbol.is_term and symbol.filter_out):
            keep.append((place, not symbol.is_term and symbol.name.startswith("_")))
    return keep + ([(-1, False)] * len(gaps[-1]) if empty else [])
