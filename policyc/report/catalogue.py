"""The catalogue of messages: one table per slug, zh beside en, in `catalogue/<room>.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from attrs import field, frozen

from policyc.report.diagnostic import Argument, Diagnostic, Language, Words
from policyc.report.visible import visible

_ARGUMENT_COLUMNS = 240


@frozen
class Entry:
    """The words of one slug, as templates whose `{placeholders}` a diagnostic's arguments fill."""

    words: Words
    help: Words | None = None
    labels: Mapping[str, Words] = field(factory=dict)


@cache
def entries() -> Mapping[str, Entry]:
    """Every entry of every room. Raises ValueError if two rooms write the same slug.

    What reads them is imported here, so that a run that finds nothing wrong does not pay for it.
    """
    import tomllib
    from importlib import resources

    found: dict[str, Entry] = {}
    rooms = (room for room in resources.files("policyc.report").joinpath("catalogue").iterdir())
    for room in sorted((room for room in rooms if room.name.endswith(".toml")), key=lambda room: room.name):
        for slug, table in tomllib.loads(room.read_text(encoding="utf-8")).items():
            if slug in found:
                raise ValueError(f"{room.name}: {slug} is in the catalogue twice")
            found[slug] = _entry(table)
    return found


def _entry(table: Mapping[str, Any]) -> Entry:
    helped = "help_zh" in table or "help_en" in table
    return Entry(
        words=Words(table["zh"], table["en"]),
        help=Words(table["help_zh"], table["help_en"]) if helped else None,
        labels={key: Words(label["zh"], label["en"]) for key, label in table.get("labels", {}).items()},
    )


def entry(slug: str) -> Entry:
    """The entry of `slug`. Raises KeyError if no room has it."""
    return entries()[slug]


def message(diagnostic: Diagnostic, language: Language) -> str:
    """What is wrong, in one sentence without a full stop. Raises KeyError if an argument is missing."""
    return _filled(entry(diagnostic.code).words, diagnostic, language)


def help_text(diagnostic: Diagnostic, language: Language) -> str | None:
    """What to write instead, or None where the entry does not say."""
    words = entry(diagnostic.code).help
    return None if words is None else _filled(words, diagnostic, language)


def label_text(diagnostic: Diagnostic, key: str, language: Language) -> str:
    """The words beside a further place of `diagnostic`."""
    return _filled(entry(diagnostic.code).labels[key], diagnostic, language)


def _filled(template: Words, diagnostic: Diagnostic, language: Language) -> str:
    arguments = {name: _shown(value, language) for name, value in diagnostic.arguments.items()}
    return template.in_language(language).format_map(arguments)


def _shown(argument: Argument, language: Language) -> str:
    text = argument.in_language(language) if isinstance(argument, Words) else str(argument)
    return visible(text, _ARGUMENT_COLUMNS)
