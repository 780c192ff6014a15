"""Whatever a checked policy may hold has a shape: a new clause, term or field is written without a change here."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from enum import Enum
from types import ModuleType

import attrs
import pytest

import policyc
from policyc import interface, types
from policyc.bundle import Content
from policyc.bundle.shape import fields_of, fingerprint, name_of, parts, records_under, shape_of
from policyc.core import terms
from policyc.core import worksheet as sheet
from policyc.elaborate import account
from policyc.syntax import clause, expression
from tests.bundle.opened import EVERY
from tests.fixture import loaded

ROOMS = [terms, sheet, account, interface, types, clause, expression]


def nodes_of(module: ModuleType) -> set[type]:
    """The classes of a module, or of a package's own modules."""
    own = [value for value in vars(module).values() if inspect.isclass(value) and attrs.has(value)]
    return {value for value in own if value.__module__.startswith(module.__name__)}


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__)
def test_every_class_of_a_policys_rooms_is_covered(room: ModuleType) -> None:
    """One that nothing under Compiled refers to by its hints could not come back."""
    assert nodes_of(room) <= set(records_under(Content))


def test_every_record_that_the_policies_hold_is_covered() -> None:
    held = {type(record) for path in EVERY for record in records_of(loaded(path))}
    assert held <= set(records_under(Content))


def records_of(policy: policyc.Policy) -> list[object]:
    """Every attrs value under a checked policy, found without its shapes."""
    found: list[object] = []
    seen: set[int] = set()
    waiting: list[object] = [policy.compiled, *policy.warnings]
    while waiting:
        here = waiting.pop()
        if isinstance(here, Enum) or id(here) in seen:
            continue
        seen.add(id(here))
        if isinstance(here, Mapping):
            waiting += [*here.keys(), *here.values()]
        elif isinstance(here, tuple | list | frozenset):
            waiting += here
        elif attrs.has(type(here)):
            found.append(here)
            waiting += [getattr(here, field.name) for field in attrs.fields(type(here)) if field.init]
    return found


def test_classes_have_names_of_their_own() -> None:
    names = [name_of(record) for record in records_under(Content)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("hint", [float, object, int | expression.Number | tuple[int, ...], str | terms.Fold, list])
def test_what_could_not_be_told_apart_or_is_inexact_has_no_shape(hint: object) -> None:
    with pytest.raises(TypeError):
        shape_of(hint)


def test_no_shape_holds_a_float() -> None:
    shapes = {type(part) for record in records_under(Content) for one in fields_of(record) for part in parts(one.shape)}
    assert len(shapes) >= 8


def test_the_fingerprint_changes_with_a_field() -> None:
    @attrs.frozen
    class One:
        first: int

    @attrs.frozen
    class Other:
        first: int
        second: int = 0

    Other.__qualname__, Other.__module__ = One.__qualname__, One.__module__
    assert fingerprint(One) != fingerprint(Other)
