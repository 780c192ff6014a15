"""The words of checklists and channels, in both languages."""

from __future__ import annotations

from policyc.explain.book import PolicyWords
from policyc.explain.phrases import Pattern
from policyc.lexicon import lexicon
from policyc.report.diagnostic import Language, Words
from policyc.syntax.clause import Channel, Requirement

COMPLETE = Words("齐全", "complete")
INCOMPLETE = Words("不齐", "not complete")
OPEN = Pattern("尚不能确定，缺 {0}", "cannot be told yet, missing {0}")
HANDED_IN = Words("已交", "handed in")
NOT_ASKED = Words("此案不要求", "not asked for here")
NOT_KNOWN = Words("尚不能确定", "cannot be told yet")
NONE_OF_THEM = Words("都没有交", "none of them handed in")
LACKS = Pattern("没有交 {0}", "not handed in: {0}")
PERMITTED = Words("可以", "open")
CLOSED = Words("不可以", "not open")

_PERMITTED = Pattern("可以走 {0}", "open: {0}")
_NO_WAY = Words("没有可走的渠道", "none is open")
_ASKED = Pattern("{0} {1}", "{0} {1}")
_ASKED_WHEN = Pattern("若 {0}：{1} {2}", "if {0}: {1} {2}")
_UNDER = Pattern("{0}（{1}）", "{0} ({1})")


def listed(names: list[Words]) -> Words:
    return Words("、".join(name.zh for name in names), ", ".join(name.en for name in names))


def ways(permitted: Words) -> Words:
    """The channels that are open, or that none is."""
    return _PERMITTED.of(permitted) if permitted.zh else _NO_WAY


def requirement(book: PolicyWords, node: Requirement) -> Words:
    """`任一 社保卡、身份证`, `若 急诊：全部 诊断证明`."""
    row = lexicon().rows[node.quantifier.name]
    quantifier = Words(row.spelling(Language.ZH), row.spelling(Language.EN))
    papers = listed([book.name(paper.key) for paper in node.papers])
    if node.test is None:
        return _ASKED.of(quantifier, papers)
    return _ASKED_WHEN.of(book.words(node.test), quantifier, papers)


def channel(book: PolicyWords, node: Channel) -> Words:
    """A channel with its condition."""
    name = book.name(node.name.key)
    return name if node.condition is None else _UNDER.of(name, book.words(node.condition))
