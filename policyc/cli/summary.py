"""A settlement at a glance: each benefit's answer and every named result, aligned under full-width text."""

from __future__ import annotations

from policyc.claims.present import present
from policyc.interface import ResultSpec, Spec, words
from policyc.report.diagnostic import Language, Words
from policyc.report.visible import visible
from policyc.settling.results import BenefitResult, ChannelsResult, ChecklistResult, Status, Unanswered
from policyc.settling.settlement import Settlement
from policyc.source import display_width
from policyc.syntax.clause import Quantifier
from policyc.types import MONEY, Kind

STATUS_WORDS = {
    Status.PAID: Words("支付", "paid"),
    Status.REFUSED: Words("不予支付", "not payable"),
    Status.UNDETERMINED: Words("未能确定", "undetermined"),
    Status.NOT_APPLICABLE: Words("不适用", "does not apply"),
}
_MISSING = Words("缺", "missing")
_OPEN_FOR = {
    "source": Words("未规定", "undetermined"),
    "absent": Words("未能确定", "undetermined"),
    "earlier": Words("未能确定，此前的理赔未定", "undetermined, an earlier claim left open"),
}
"""What an answer is called by what it wants: only where the source is silent is it 未规定."""
_STOP = Words("；", "; ")
_RESULTS = Words("各项结果", "results")
_DOCUMENTS = Words("材料", "documents")
_CHANNELS = Words("可走的渠道", "channels open")
_COMPLETE = {True: Words("齐全", "complete"), False: Words("不齐", "not complete"), None: Words("未定", "not known")}
_LACKING = {
    Quantifier.ANY_OF: Words("缺 {papers} 中的一份", "lacks one of {papers}"),
    Quantifier.ALL_OF: Words("缺 {papers}", "lacks {papers}"),
}
_UNKNOWN = Words("（{names} 未定）", " ({names} not known)")
_NOTHING = "—"


def summary(settlement: Settlement, language: Language) -> str:
    """The settlement as lines of text."""
    interface = settlement.compiled.interface
    specs = {spec.key: spec for spec in interface.results}
    benefits = [_benefit(specs[result.name], result, language) for result in settlement.benefits]
    others = [spec for spec in interface.results if not spec.benefit]
    why = {entry.name: _why(entry, language) for entry in settlement.unanswered}
    results = [(_name(spec, language), _value(settlement, spec, language), why.get(spec.key, "")) for spec in others]
    blocks = [_aligned(benefits)] if benefits else []
    if results:
        blocks.append([_RESULTS.in_language(language), *_aligned(results)])
    papers = [_checklist(settlement, result, language) for result in settlement.checklists]
    channels = [_channels(settlement, result, language) for result in settlement.channels]
    for heading, rows in ((_DOCUMENTS, papers), (_CHANNELS, channels)):
        if rows:
            blocks.append([heading.in_language(language), *_aligned(rows)])
    return "\n\n".join("\n".join(lines) for lines in blocks)


def shortly(settlement: Settlement, language: Language) -> str:
    """What each benefit came to; of a policy without benefits the whole summary."""
    specs = {spec.key: spec for spec in settlement.compiled.interface.results}
    benefits = [_benefit(specs[result.name], result, language) for result in settlement.benefits]
    return "\n".join(_aligned(benefits)) if benefits else summary(settlement, language)


Cells = tuple[str, str, str]


def _benefit(spec: ResultSpec, result: BenefitResult, language: Language) -> Cells:
    amount = _NOTHING if result.fen is None else present(result.fen, MONEY, None, language)
    return _name(spec, language), amount, _why(result, language)


def _why(answer: BenefitResult | Unanswered, language: Language) -> str:
    """A status, and what it comes of."""
    if answer.missing:
        kinds = dict.fromkeys(_OPEN_FOR.get(entry.kind, _MISSING) for entry in answer.missing)
        told = [
            (kind, [one.words for one in answer.missing if _OPEN_FOR.get(one.kind, _MISSING) == kind]) for kind in kinds
        ]
        return _STOP.in_language(language).join(_because(kind, names, language) for kind, names in told)
    return _because(STATUS_WORDS[answer.status], list(answer.reasons), language)


def _because(status: Words, causes: list[Words], language: Language) -> str:
    heading = status.in_language(language)
    mark = "：" if language is Language.ZH else ": "
    return heading + (mark + visible("；".join(one.in_language(language) for one in causes)) if causes else "")


def _checklist(settlement: Settlement, result: ChecklistResult, language: Language) -> Cells:
    interface = settlement.compiled.interface
    spec = next(spec for spec in interface.checklists if spec.key == result.name)
    papers = {paper.key: words(paper) for paper in interface.papers}
    lacks: list[str] = []
    for entry in result.lacking:
        listed = _listed([papers[key] for key in entry.papers], language)
        lacks.append(_LACKING[entry.quantifier].in_language(language).format(papers=listed))
    return _name(spec, language), _COMPLETE[result.complete].in_language(language), visible("；".join(lacks))


def _channels(settlement: Settlement, result: ChannelsResult, language: Language) -> Cells:
    spec = next(spec for spec in settlement.compiled.interface.channels if spec.key == result.name)
    named = {channel.key: words(channel) for channel in spec.channels}
    text = _listed([named[key] for key in result.permitted], language) or _NOTHING
    if result.undetermined:
        open_ones = _listed([named[key] for key in result.undetermined], language)
        text += _UNKNOWN.in_language(language).format(names=open_ones)
    return _name(spec, language), visible(text), ""


def _listed(names: list[Words], language: Language) -> str:
    return ("、" if language is Language.ZH else ", ").join(name.in_language(language) for name in names)


def _name(spec: Spec, language: Language) -> str:
    return visible(words(spec).in_language(language))


def _value(settlement: Settlement, spec: ResultSpec, language: Language) -> str:
    value = settlement.value(spec.key)
    if value is None:
        return _NOTHING
    kind = settlement.compiled.interface.kind(spec.type.name) if isinstance(spec.type, Kind) else None
    return present(value, spec.type, kind, language)


def _aligned(rows: list[Cells]) -> list[str]:
    """Names to the left, values to the right, what remains after them."""
    names = max((display_width(row[0]) for row in rows), default=0)
    values = max((display_width(row[1]) for row in rows), default=0)
    return [
        f"{name}{' ' * (names - display_width(name))}  {' ' * (values - display_width(value))}{value}  {rest}".rstrip()
        for name, value, rest in rows
    ]
