"""The steps of a benefit as plain sentences, for a schedule that people read."""

from __future__ import annotations

from typing import assert_never

from policyc.explain import phrases
from policyc.explain.book import PolicyWords, sentence
from policyc.explain.phrases import Pattern
from policyc.lexicon import lexicon
from policyc.report.diagnostic import Language, Words
from policyc.syntax.clause import (
    Applies,
    Bands,
    Base,
    Cap,
    Ceiling,
    Deductible,
    Expense,
    Floor,
    PatientPays,
    Per,
    PerClaim,
    PeriodUnit,
    RatioStep,
    Refuse,
    Require,
    Rounding,
    RoundStep,
    Step,
    Unprovided,
    Upfront,
)
from policyc.syntax.expression import Conditional

APPLIES = Pattern("适用于：{0}。", "Applies when {0}.")
REQUIRE = Pattern("须符合「{0}」，否则不予支付：{1}。", "This must hold: {0}. Otherwise nothing is paid: {1}.")
REFUSE = Pattern("属于「{0}」的，不予支付：{1}。", "Nothing is paid where {0}: {1}.")
REFUSE_UNLESS = Pattern("属于「{0}」的，除非 {2}，不予支付：{1}。", "Nothing is paid where {0}, unless {2}: {1}.")
UNPROVIDED = Pattern("属于「{0}」的，来源没有规定，缺：{1}。", "Where {0}, the source does not say: {1}.")
EXPENSE = Pattern("以 {0} 为费用。", "The cost is {0}.")
UPFRONT = Pattern("个人先自付费用的 {0}，以下只算其余部分。", "The patient first bears {0}; the rest counts below.")
DEDUCTIBLE = Pattern("{0}先扣除起付线：{1}。", "A deductible is taken {0}: {1}.")
DEDUCTIBLE_UP_TO = Pattern(
    "{0}先扣除起付线：{1}；{2}合计至多扣除 {3}。", "A deductible is taken {0}: {1}; {2} at most {3} in all."
)
RATIO = Pattern("按 {0} 支付。", "It is paid at {0}.")
OWN_RATIO = Pattern("个人自付 {0}，其余支付。", "The patient bears {0}; the rest is paid.")
MARGINAL = Pattern("按{0}的费用分段，每段按各自的比例支付{1}：", "Bands on the cost {0}, each at its own ratio{1}:")
SLAB = Pattern(
    "按{0}的费用看落在哪一段，全部按那一段的比例支付{1}：",
    "By the band in which the cost {0} lies, the whole is paid at that ratio{1}:",
)
COST_CAP = Pattern("{0}计入的费用最多 {1}。", "At most {1} of cost counts {0}.")
PAYMENT_CAP = Pattern("{0}最多支付 {1}。", "At most {1} is paid {0}.")
COST_FLOOR = Pattern(
    "{0}计入的费用至少 {1}，但不超过费用。", "At least {1} of cost counts {0}, never more than the cost."
)
PAYMENT_FLOOR = Pattern("{0}至少支付 {1}，但不超过费用。", "At least {1} is paid {0}, never more than the cost.")
ROUND = Pattern("支付金额{0}。", "The payment is rounded {0}.")

PER_CLAIM = Words("每次", "per claim")
PER = Pattern("每个{0}", "per {0}")
PER_FAMILY = Pattern("每个{0}（全家累计）", "per {0} (whole family)")
PER_FURTHER = Pattern("每个{0}（每 {1} 分别累计）", "per {0} (for each {1})")
PER_FURTHER_FAMILY = Pattern("每个{0}（全家累计，每 {1} 分别）", "per {0} (whole family, for each {1})")
INCLUDED = Words("（起付线占用最低的部分）", " (the deductible uses up the lowest part)")
EXCLUDED = Words("（只算起付线以上的部分）", " (counting only what is above the deductible)")
NOTHING = Words("", "")


def step_sentence(words: PolicyWords, step: Step) -> Words:
    """One step in a sentence; of bands, the line above their table."""
    match step:
        case Applies(condition=node):
            return APPLIES.of(words.words(node))
        case Require(condition=node, reason=reason):
            return REQUIRE.of(words.words(node), sentence(reason))
        case Refuse(condition=node, unless=unless, reason=reason):
            if unless is None:
                return REFUSE.of(words.words(node), sentence(reason))
            return REFUSE_UNLESS.of(words.words(node), sentence(reason), words.words(unless))
        case Unprovided(condition=node, missing=missing):
            return UNPROVIDED.of(words.words(node), sentence(missing))
        case Expense() | Upfront() | Deductible() | RatioStep() | Bands() | Cap() | Floor() | RoundStep():
            return _reckoning(words, step)
        case _:
            assert_never(step)


def _reckoning(
    words: PolicyWords, step: Expense | Upfront | Deductible | RatioStep | Bands | Cap | Floor | RoundStep
) -> Words:
    match step:
        case Expense(value=value):
            return EXPENSE.of(words.words(value))
        case Upfront(share=share):
            return UPFRONT.of(words.words(share))
        case Deductible(per=per, amount=amount, ceiling=Ceiling(per=over, amount=most)):
            within = per_words(words, over), words.words(most)
            return DEDUCTIBLE_UP_TO.of(per_words(words, per), words.words(amount), *within)
        case Deductible(per=per, amount=amount):
            return DEDUCTIBLE.of(per_words(words, per), words.words(amount))
        case RatioStep(share=share):
            return OWN_RATIO.of(words.words(share.share)) if isinstance(share, PatientPays) else _paid(words, share)
        case Bands(marginal=marginal, per=per, deductible_included=included):
            place = {None: NOTHING, True: INCLUDED, False: EXCLUDED}[included]
            return (MARGINAL if marginal else SLAB).of(per_words(words, per), place)
        case Cap() | Floor():
            return _limit(words, step)
        case RoundStep(rounding=rounding):
            return ROUND.of(rounding_phrase(rounding))
        case _:
            assert_never(step)


def _paid(words: PolicyWords, share: Conditional) -> Words:
    return RATIO.of(words.words(share))


def _limit(words: PolicyWords, step: Cap | Floor) -> Words:
    on_cost = step.base is Base.COST
    if isinstance(step, Cap):
        pattern = COST_CAP if on_cost else PAYMENT_CAP
    else:
        pattern = COST_FLOOR if on_cost else PAYMENT_FLOOR
    return pattern.of(per_words(words, step.per or PerClaim()), words.words(step.amount))


def per_words(words: PolicyWords, per: Per) -> Words:
    """`每次`, `每个结算年度`, `终身`, `每个事故（每 事故号 分别累计）`."""
    if isinstance(per, PerClaim):
        return PER_CLAIM
    further, whole_family = words.further_key(per.key), words.is_whole_family(per.key)
    if further is not None:
        return (PER_FURTHER_FAMILY if whole_family else PER_FURTHER).of(words.name(per.key), further)
    if whole_family:
        return PER_FAMILY.of(words.name(per.key))
    unit = PeriodUnit.LIFETIME.value if words.is_lifetime(per.key) else per.key
    if unit in {one.value for one in PeriodUnit if one is not PeriodUnit.ROLLING}:
        row = lexicon().rows[f"PER_{unit.upper()}"]
        return Words(row.spelling(Language.ZH), row.spelling(Language.EN))
    return PER.of(words.name(per.key))


def rounding_phrase(rounding: Rounding) -> Words:
    """`到分，四舍五入`."""
    rows = [lexicon().rows[f"TO_{rounding.unit.name}"], lexicon().rows[rounding.mode.name]]
    return Words(
        "，".join(row.spelling(Language.ZH) for row in rows), ", ".join(row.spelling(Language.EN) for row in rows)
    )


def share_words(words: PolicyWords, share: Conditional | PatientPays) -> Words:
    """A band's ratio as the policy writes it."""
    return phrases.PATIENT_PAYS.of(words.words(share.share)) if isinstance(share, PatientPays) else words.words(share)
