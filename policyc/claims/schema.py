"""The parts that the schemas of claims and of results are made of."""

from __future__ import annotations

from policyc.interface import Interface
from policyc.report.diagnostic import Words

Schema = dict[str, object]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
VERSION = 1
"""Raised when a claim or a result that fitted the schema of the same policy may no longer fit."""

NULL: Schema = {"type": "null"}


def matching(pattern: str) -> Schema:
    """A string of which the whole matches `pattern`, an anchored regular expression."""
    return {"type": "string", "pattern": pattern}


def closed_object(properties: Schema, rules: list[Schema] | None = None) -> Schema:
    """An object with no other properties than these, on which all of `rules` hold."""
    held: Schema = {"allOf": rules} if rules else {}
    return {"type": "object", "properties": properties, "additionalProperties": False, **held}


def policy_title(interface: Interface) -> str:
    """The policy's title, or its name where it has none."""
    return title_of(interface.title or Words(interface.zh or interface.key, interface.en or interface.key))


def title_of(name: Words) -> str:
    """A name in both languages."""
    return name.zh if name.zh == name.en else f"{name.zh} · {name.en}"
