"""The sentences of explanations, in the Chinese of a counter and in plain English."""

from __future__ import annotations

from attrs import frozen

from policyc.report.diagnostic import Language, Words


@frozen
class Pattern:
    """A sentence with places for words."""

    zh: str
    en: str

    def of(self, *words: Words) -> Words:
        return Words(self.zh.format(*(word.zh for word in words)), self.en.format(*(word.en for word in words)))


EACH_YEAR = Pattern("每年 {0} 开始", "each year from {0}")
ROLLING = Pattern("{0}，从这一天起", "{0}: from this day on")
POLICY_OF = Pattern("{0}（{1}）", "{0} ({1})")
SINCE = Pattern("{0} 起", "from {0}")
FROM_TO = Pattern("{0} 至 {1}", "{0} to {1}")
WHEN = Pattern("若 {0}", "if {0}")
COLON = Pattern("{0}：{1}", "{0}: {1}")
PATIENT_PAYS = Pattern("自付 {0}", "patient pays {0}")
OTHERWISE = Words("否则", "otherwise")
BLANK = Words("空白", "blank")
REFUSED = Words("不予支付", "not payable")
UNPROVIDED = Words("未规定", "not provided for")
NOT_KNOWN = Words("尚不能确定", "cannot be told yet")
REFUSED_BEFORE = Words("所依据的规定不予支付", "what it rests on is not payable")

# what would have to be otherwise
MUST_HOLD = Pattern("要支付，须 {0}", "to be paid, this would have to hold: {0}")
FOR_AMOUNT = Pattern("要得出金额，须 {0}", "for an amount, this would have to hold: {0}")
IS_NOT_SO = Pattern("不是「{0}」", "not ({0})")
CASE_AND = Pattern("{0}，且 {1}", "{0}, and {1}")
MUST_HOLD_OR = Pattern("要支付，须 {0}，或者 {1}", "to be paid, this would have to hold: {0}, or {1}")


# names of numbers inside a benefit
EXPENSE = Words("费用", "expense")
UPFRONT_RATIO = Words("先行自付比例", "upfront share")
UPFRONT = Words("先行自付", "paid by the patient first")
AFTER_UPFRONT = Words("先行自付后", "left after that")
DEDUCTIBLE = Words("起付标准", "deductible")
CEILING = Words("期间内至多扣除", "deducted at most in the period")
WITHIN_DEDUCTIBLE = Words("起付线以内", "within the deductible")
TAKEN = Words("扣除起付线", "deductible taken")
ABOVE = Words("起付线以上", "above the deductible")
LIMIT = Words("封顶线", "limit")
COUNTED_OF = Pattern("本次计入 {0}", "{0} counted for this claim")
LINE = Pattern("第 {0} 行", "line {0}")
FOR = Pattern("{0}（{1}）", "{0} ({1})")
WHOLE_FAMILY = Pattern("{0}（全家）", "{0} (whole family)")
FAMILYS_EARLIER_TOTAL = Pattern("{0}全家此前累计 {1}", "the family's earlier total of {1} this {0}")
FAMILYS_LAST_TOTAL = Pattern("{0}全家上期累计 {1}", "the family's total of {1} last {0}")
COUNTED = Words("计入费用", "cost counted")
FLOOR = Words("保底额", "floor")
FLOORED = Words("保底后", "with the floor")
RATIO = Words("支付比例", "ratio paid")
OWN_RATIO = Words("自付比例", "patient's ratio")
SHARE = Words("按比例支付", "payment at the ratio")
START = Words("分段从", "on the scale from")
END = Words("分段到", "on the scale up to")
BAND_PAYS = Pattern("{0} 支付", "paid for {0}")
BAND_SHARE = Pattern("{0} 比例", "ratio for {0}")
BANDS_TOTAL = Words("各段合计", "all bands")
ROUNDED = Words("取整", "rounded")
LEFT = Words("前面各方付后还剩", "left by those before")
LEFT_PAID = Words("从所剩中支付", "paid of what is left")
WITHIN = Words("限额内支付", "payment within the limit")

# what became of a step
LEFT_BOUND = Words("剩下的不够，只付剩下的", "less is left than that: only what is left is paid")
LEFT_NOT_BOUND = Words("没有超过剩下的", "no more than what is left")
BOUND = Words("已到封顶线，超出的部分不计", "the limit is reached; what lies beyond it does not count")
PAYMENT_BOUND = Words("已到支付限额，超出的部分不付", "the limit on payment is reached; the rest is not paid")
NOT_BOUND = Words("未到封顶线", "the limit is not reached")
NO_LIMIT = Words("没有封顶线", "there is no limit here")
NO_DEDUCTIBLE = Words("没有起付线", "there is no deductible here")
NO_FLOOR = Words("没有保底", "there is no floor here")
RAISED = Words("低于保底额，按保底支付", "below the floor, raised to it")
NOT_RAISED = Words("不低于保底额", "not below the floor")
BELOW_DEDUCTIBLE = Words("没有超过起付线，由个人负担", "not above the deductible: the patient bears it")
ALREADY_EVEN = Words("没有零头，不用取整", "already even: nothing to round")
NO_BANDS = Words("各段都没有费用", "nothing falls in any band")
OTHER_BANDS = Words("其余各段没有费用", "nothing falls in the other bands")
IN_BAND = Pattern("落在 {0} 一段，全额按该段比例", "it lies in the band {0}, whose ratio holds for the whole")

# conditions
APPLIES = Pattern("适用于 {0}", "applies: {0}")
HOLDS = Pattern("符合条件：{0}", "holds as required: {0}")
HOLDS_AND_REFUSES = Pattern("属于：{0}", "holds: {0}")
FAILS = Pattern("不符合条件：{0}", "does not hold, but must: {0}")
DOES_NOT_HOLD = Pattern("不属于：{0}", "does not hold: {0}")
DOES_NOT_HOLD_OR = Pattern("不属于 {0}，或属于例外 {1}", "does not hold, or is excepted: {0}, unless {1}")
SO_THAT = Pattern("{0}（{1}）", "{0} ({1})")
EXCEPTED = Pattern("属于例外：{0}", "excepted: {0}")
UNLESS = Pattern("{0}，除非 {1}", "{0}, unless {1}")
IS_YES = Pattern("{0} 为 是", "{0} is yes")
IS_NO = Pattern("{0} 为 否", "{0} is no")


def joined(sentences: list[Words], language: Language) -> str:
    """Sentences one after another."""
    return ("；" if language is Language.ZH else "; ").join(one.in_language(language) for one in sentences)
