"""Values and combinations in words, to show what a table or a chain of cases leaves out."""

from __future__ import annotations

from policyc.core.terms import Literal
from policyc.elaborate.decide import Witness
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.value import Value
from policyc.elaborate.wording import value_words
from policyc.report.diagnostic import Words
from policyc.types import Kind


def combination(work: Elaboration, witness: Witness) -> Words:
    """A combination, coordinate by coordinate: `人群 为 学生，等级 为 二级`."""
    parts = [witness_words(work, name, piece[0]) for name, piece in witness.items()]
    return Words("，".join(part.zh for part in parts), ", ".join(part.en for part in parts))


def bound_words(work: Elaboration, subject: Value, value: int) -> Words:
    """A value of the subject's column in words."""
    members: tuple[Words, ...] = ()
    if isinstance(subject.type, Kind):
        members = tuple(work.words(member) for member in subject.type.members)
    return value_words(value, subject.scale, subject.type, members)


def witness_words(work: Elaboration, name: str, value: int) -> Words:
    """One coordinate of a missing combination: a name and a value that shows it."""
    info = work.columns.get(name)
    label = work.words(name)
    if info is None:
        return label
    subject = Value(Literal(0), info.type, info.scale, value, value)
    if info.absent is not None and value < 0:
        return Words(f"{label.zh} 为 无", f"{label.en} is none")
    text = bound_words(work, subject, value)
    return Words(f"{label.zh} 为 {text.zh}", f"{label.en} is {text.en}")
