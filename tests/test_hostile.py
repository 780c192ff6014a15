"""Policies and claims made to break the checker: none gives a traceback, a hang or a number that is not so."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from time import process_time

import pytest

import policyc
from benchmarks.checking import policy_of
from policyc.compile import compile_bytes
from policyc.report.catalogue import help_text, message
from policyc.report.diagnostic import Language
from policyc.settling.ledger import VERSION
from tests.elaborate.speaking import HEAD, answers, codes, errors
from tests.fuzz.changes import places
from tests.growth import IN_PROPORTION, TIMES, growth

ENOUGH = 20.0
"""Seconds of processor time that no check may take, on a slow machine with others at work."""

FACTS = "事实\n  费用：金额，0 至 1000万\n  岁：周岁\n  日：日期\n\n"
CLAIM = {"费用": "100", "岁": 3, "日": "2024-02-29"}


def pays(body: str) -> int | None:
    """What the one benefit pays of a cost of 100.00, checked and settled in reasonable time."""
    start = process_time()
    ((answer,),) = answers(FACTS + body, [CLAIM])
    assert process_time() - start < ENOUGH
    return answer[2]


# ---- size


def test_five_thousand_rules_in_a_chain() -> None:
    """100.00 and 4,999 times 0.01; written in the order of need and backwards."""
    rules = [f"规则 r{n}：金额\n  公式：r{n - 1} + 0.01 元\n\n" for n in range(1, 5_000)]
    first, last = "规则 r0：金额\n  公式：费用\n\n", "待遇 乙\n  费用：r4999\n"
    assert pays("".join([first, *rules, last])) == 10_000 + 4_999
    assert pays("".join([last + "\n", *reversed(rules), first])) == 10_000 + 4_999


@pytest.mark.parametrize("otherwise", ["否则：费用", "若 费用 5000 元以上：费用"])
def test_five_thousand_cases(otherwise: str) -> None:
    """Under 101 yuan, the 101st case: 100 yuan."""
    cases = "".join(f"  若 费用 不满 {n + 1} 元：{n} 元\n" for n in range(5_000))
    assert pays(f"规则 甲：金额\n{cases}  {otherwise}\n\n待遇 乙\n  费用：甲\n") == 10_000


def test_a_choice_of_two_thousand_branches() -> None:
    arms = "".join(f"{n} 元，若 费用 < {n + 1} 元，否则 " for n in range(2_000))
    assert pays(f"待遇 乙\n  费用：{arms}费用\n") == 10_000


def test_a_table_of_two_thousand_rows_and_eight_columns() -> None:
    """Four digits and four columns left open; 0 at every digit is the first row, 1 %."""
    facts = "事实\n" + "".join(f"  x{n}：次数，0 至 {(3, 4, 9, 9, 9, 9, 9, 9)[n]}\n" for n in range(8)) + "\n"
    rows = [(a, b, c, d) for a in range(4) for b in range(5) for c in range(10) for d in range(10)]
    lines = [
        f"  | {' | '.join(map(str, row))} | 任意 | 任意 | 任意 | 任意 | {n % 90 + 1}% |\n" for n, row in enumerate(rows)
    ]
    table = f"表 甲\n  | {' | '.join(f'x{n}' for n in range(8))} | => 率 |\n"
    benefit = "\n待遇 乙\n  费用：费用\n  比例：率\n"
    claim = CLAIM | {f"x{n}": 0 for n in range(8)}
    start = process_time()
    few = facts.replace("x0：次数，0 至 3", "x0：次数，0 至 0")
    assert answers(FACTS + few + table + "".join(lines[:500]) + benefit, [claim]) == [[("乙", "paid", 100)]]
    assert errors(FACTS + facts + table + "".join(lines) + benefit) == set()
    assert errors(FACTS + facts + table + "".join(lines[:-1]) + benefit) == {"table-gap"}
    assert errors(FACTS + facts + table + "".join([*lines, lines[7]]) + benefit) == {"table-overlap"}
    assert process_time() - start < ENOUGH


def test_twenty_thousand_terms() -> None:
    """20,000 times 100.00; 100.00 times 1; 20,000 times 33.33."""
    assert pays(f"规则 甲：金额\n  公式：{' + '.join(['费用'] * 20_000)}\n\n待遇 乙\n  费用：甲\n") == 200_000_000
    assert pays(f"规则 甲：金额\n  公式：费用 × {' × '.join(['1'] * 20_000)}\n\n待遇 乙\n  费用：甲\n") == 10_000
    third = " + ".join(["费用 × 33.33%"] * 20_000)
    assert pays(f"规则 甲：金额\n  公式：{third}，到分，四舍五入\n\n待遇 乙\n  费用：甲\n") == 66_660_000


def test_a_thousand_bands() -> None:
    """Bands of 10 at 1 %, 2 %, … 10 % of the first hundred: 0.10 + … + 1.00 = 5.50."""
    bands = "".join(f"    {n * 10} 至 {n * 10 + 10}：{n % 90 + 1}%\n" for n in range(1_000))
    assert pays(f"待遇 乙\n  费用：费用\n  分段累进：费用，每次\n{bands}    超过 10000：1%\n") == 550


LARGE = {
    "percentages multiplied": f"规则 甲：比例\n  公式：{' × '.join(['90%'] * 20_000)}\n",
    "divisors": f"规则 甲：金额\n  公式：费用 ÷ {' ÷ '.join(['3'] * 5_000)}，到分，四舍五入\n",
    "money multiplied": "规则 甲：金额\n  公式：费用 × 999999999999 × 999999999999 × 999999999999\n",
}


@pytest.mark.parametrize("what", LARGE)
def test_what_grows_past_exact_numbers_is_refused(what: str) -> None:
    assert "amount-too-large" in errors(FACTS + LARGE[what])


def test_a_circle_of_five_thousand_and_a_thicket_of_circles() -> None:
    ring = "".join(f"规则 r{n}：金额\n  公式：r{(n + 1) % 5_000}\n\n" for n in range(5_000))
    assert codes(ring) == ["circular"]
    every = " + ".join(f"r{n}" for n in range(150))
    start = process_time()
    found = codes("".join(f"规则 r{n}：金额\n  公式：{every}\n\n" for n in range(150)))
    assert set(found) == {"circular"}
    assert len(found) <= 150
    assert process_time() - start < ENOUGH


UNKNOWN = {
    "amounts": "规则 r{n}：金额\n  公式：name{n}x\n\n",
    "members": "规则 r{n}：金额\n  若 级 为 name{n}x：1 元\n  否则：2 元\n\n",
}


@pytest.mark.parametrize("what", UNKNOWN)
def test_thousands_of_unknown_names(what: str) -> None:
    """The first hundred are told, and only those are compared with every name that there is."""

    def text(count: int) -> str:
        rules = "".join(UNKNOWN[what].format(n=n) for n in range(count))
        return f"种类 档次：高级 < 低级\n\n事实\n  级：档次\n\n{rules}"

    told = {"unknown-name", "unknown-name-near", "unknown-name-glued", "unknown-member"}
    assert errors(text(300)) <= told | {"too-many-errors"}
    assert growth(codes, text(300), text(300 * TIMES)) < IN_PROPORTION


def test_names_too_long_to_be_compared() -> None:
    """Two of 50,000 characters that differ in one: alike, but nobody's slip."""
    kind, other = "长" * 50_000, "长" * 49_999 + "短"
    start = process_time()
    found = codes(f"种类 {kind}：一 < 二\n\n规则 甲：{other}\n  公式：一\n\n规则 乙：{kind}\n  公式：{other}\n")
    assert "not-a-type" in found
    assert process_time() - start < ENOUGH


def test_nesting_is_refused_before_it_hurts() -> None:
    for inside in ("(" * 5_000 + "费用" + ")" * 5_000, "取小(费用，" * 5_000 + "费用" + ")" * 5_000):
        assert codes(f"{FACTS}规则 甲：金额\n  公式：{inside}\n") == ["nested-too-deep"]


def test_checking_grows_in_proportion() -> None:
    def check(text: str) -> None:
        compile_bytes("long.pol", text.encode())

    check(policy_of(250))
    assert growth(check, policy_of(500), policy_of(500 * TIMES)) < 13


# ---- half-written blocks

WHOLE = (
    "政策 示例 (example)\n  有效：2024年1月1日 至 2024年12月31日\n  取整：每笔支付，到分，四舍五入\n\n"
    '来源 指南："指南"\n  一.4 住院\n\n种类 等级：一级 < 二级\n\n'
    "事实\n  等级：等级\n  日：日期\n  备案：日期，可缺\n  费用：金额，0 至 10万\n\n"
    "明细 行\n  价：金额\n\n期间 年度：年，始于 1月1日，按 日\n\n"
    "参数 线：金额，按 日\n  1900年1月1日起：1 元，应等于 1 元\n\n"
    "表 档\n  空白：同上\n  | 等级 | => 起 | 率 |\n  | 一级 | 1 元 | 50% |\n  | 二级 | | 60% |\n\n"
    "规则 甲：金额\n  来源：指南 一.4\n  若 备案 为 无：起\n  若 备案 不为 无：合计(价) × 2\n\n"
    '待遇 乙\n  适用：等级 为 一级\n  条件：费用 > 0 元，否则 "无费用"\n'
    '  不予支付：备案 为 无，除非 等级 为 一级，理由 "x"\n'
    '  未规定：费用 > 9万，缺 "x"\n  费用：费用\n  起付线：每次，甲\n  封顶：费用，每 年度，1万\n'
    "  分段累进：费用，每 年度，含起付线\n    5000 以下：率\n    5000以上：80%\n  封顶：支付，每 年度，线\n\n"
    "断言：乙 ≤ 费用\n\n断言：乙 不随 费用 增加而减少\n\n"
    "案例 丁：各自独立\n  已知：备案 为 无\n  | 等级 | 费用 | => 乙 |\n  | 一级 | 1 | 0 |\n"
)


def survives(text: str) -> None:
    """Checked, every finding can be said in both languages, and a checked policy settles an empty claim or says why."""
    compiled, _, findings = compile_bytes("half.pol", text.encode())
    for finding in findings:
        for language in Language:
            assert message(finding, language)
            help_text(finding, language)
    assert findings or compiled is not None
    if compiled is not None:
        policyc.loads(text.encode()).ledger("none").settle({})


def test_every_line_left_out() -> None:
    lines = WHOLE.splitlines(keepends=True)
    for number in range(len(lines)):
        survives("".join(lines[:number] + lines[number + 1 :]))


def test_every_line_cut_short() -> None:
    lines = WHOLE.splitlines(keepends=True)
    for number, line in enumerate(lines):
        for cut in range(1, len(line) - 1, 3):
            survives("".join([*lines[:number], line[:cut] + "\n", *lines[number + 1 :]]))


def test_the_text_cut_off_anywhere() -> None:
    for end in range(0, len(WHOLE), 7):
        survives(WHOLE[:end])


def test_every_name_missing() -> None:
    """No fact, kind, period, parameter or rule is declared: every block still says so without falling over."""
    for name in ("指南", "等级", "日", "备案", "费用", "价", "年度", "线", "起", "率", "甲", "乙", "一级", "一.4"):
        survives(WHOLE.replace(name, "没有"))


# ---- one name for two things

CALLED_ALIKE = {
    "kind": "种类 甲：一 < 二\n",
    "member": "种类 乙：甲 < 丙\n",
    "fact": "事实\n  甲：是否\n",
    "lines": "明细 甲\n  价：金额\n",
    "fact of a line": "明细 丁\n  甲：金额\n",
    "period": "期间 甲：年，始于 1月1日，按 日\n",
    "lifetime": "期间 甲：终身\n",
    "parameter": "参数 甲：金额，按 日\n  1900年1月1日起：1 元\n",
    "table": "表 甲\n  | 真 | => 戊 |\n  | 是 | 1 元 |\n  | 否 | 2 元 |\n",
    "output": "表 己\n  | 真 | => 甲 |\n  | 是 | 1 元 |\n  | 否 | 2 元 |\n",
    "rule": "规则 甲：金额\n  公式：费用\n",
    "benefit": "待遇 甲\n  费用：费用\n",
    "payer": "支付顺序：费用，甲 至多 1 元，其余 庚\n",
    "who takes the rest": "支付顺序：费用，辛 至多 1 元，其余 甲\n",
    "source": '来源 甲："指南"\n  一.4 住院\n',
    "calendar": "日历 甲\n  2024年：每周六、每周日\n",
    "checklist": "清单 甲\n  病历\n",
    "channels": "渠道 甲\n  现场\n",
}
READING_IT = (
    "待遇 壬\n  费用：费用\n  起付线：每 甲，1 元\n  封顶：支付，每 甲，甲\n\n"
    "规则 癸：甲\n  若 甲 为 一：甲\n  否则：合计(甲)\n"
)


@pytest.mark.parametrize("one", CALLED_ALIKE)
def test_one_name_for_two_things(one: str) -> None:
    """Whatever else there is of the same name, and whatever reads it."""
    for other in CALLED_ALIKE.values():
        for reading in ("", READING_IT):
            facts = "事实\n  日：日期\n  真：是否\n  费用：金额\n\n"
            survives("\n".join([HEAD, facts, CALLED_ALIKE[one], other, reading]))


# ---- claims and ledgers

SMALL = (
    "事实\n  日：日期\n  费用：金额\n  真：是否\n\n明细 行\n  价：金额\n\n"
    "期间 年度：年，始于 2月29日，按 日\n期间 天：日，按 日\n"
    '期间 一生：终身\n\n待遇 乙\n  条件：真，否则 "否"\n  费用：费用\n'
    "  起付线：每 年度，100 元\n  封顶：支付，每 天，50 元\n"
    "  封顶：支付，每 一生，200 元\n\n待遇 丙\n  费用：合计(价)\n"
)

ODD: list[object] = [
    None,
    1,
    [],
    "",
    "{",
    "null",
    "[]",
    '"x"',
    '{"日":1e400}',
    '{"费用":NaN}',
    '{"日":"2024-02-30"}',
    '{"行":{}}',
    '{"行":[1]}',
    '{"行":[{"价":[]}]}',
    '{"真":1}',
    '{"此前累计":[]}',
    '{"此前累计":{"年度":1}}',
    '{"此前累计":{"年度":{"费用":"-1"}}}',
    '{"此前累计":{"季度":{}}}',
    '{"参保人":5}',
    '{"结算时间":"x"}',
    '{"单号":{}}',
    b"\xff",
    "[" * 100_000,
    {1: 2},
    {"日": object()},
    {"日": datetime(2024, 1, 1)},
    {"费用": 1.5},
    {"费用": Decimal("NaN")},
    {"费用": Decimal("1E+1000000")},
    {"费用": True},
    {"行": 5},
    {"行": "x"},
    '{"' + "a" * 100_000 + '":1}',
]


@pytest.mark.parametrize("claim", ODD, ids=[repr(claim)[:24] for claim in ODD])
def test_an_odd_claim_is_refused_with_a_finding(claim: object) -> None:
    policy = policyc.loads((HEAD + SMALL).encode())
    for settle in (policy.evaluate, policy.ledger("none").settle):
        with pytest.raises(policyc.ClaimError) as caught:
            settle(claim)  # type: ignore[arg-type]
        assert caught.value.diagnostics
        assert str(caught.value)


def test_a_claim_without_facts_names_those_that_matter() -> None:
    policy = policyc.loads((HEAD + SMALL).encode())
    with pytest.raises(policyc.ClaimError) as caught:
        policy.evaluate({"日": date(2024, 2, 29), "费用": 300, "真": True, "行": []})
    asked = [message(finding, Language.ZH) for finding in caught.value.diagnostics]
    assert set(asked) == {
        f"缺少此前累计：{name}" for name in ("年度 此前累计 费用", "天 此前累计 乙", "一生 此前累计 乙")
    }


def test_undetermined_spreads_to_the_same_keys_only() -> None:
    """The yearly deductible and the lifetime cap are in doubt after a claim without its cost; 丙 reads no total."""
    claims: list[dict[str, object]] = [
        {"日": "2024-02-29", "费用": "130", "真": True, "行": []},
        {"日": "2024-03-01", "真": True, "行": [{"价": "5"}]},
        {"日": "2024-03-02", "费用": "130", "真": True, "行": []},
        {"日": "2025-03-02", "费用": "130", "真": False, "行": []},
    ]
    # 130 − 100 = 30; then the missing cost; then what cannot be known; a refusal asks for no total
    assert answers(SMALL, claims) == [
        [("乙", "paid", 3000), ("丙", "paid", 0)],
        [("乙", "undetermined", None), ("丙", "paid", 500)],
        [("乙", "undetermined", None), ("丙", "paid", 0)],
        [("乙", "refused", 0), ("丙", "paid", 0)],
    ]


def test_openings_by_key() -> None:
    """The policy year that starts on 29 February: in 2025 on the 28th, the month's last."""
    policy = policyc.loads((HEAD + SMALL).encode())
    openings = {
        "年度": {"2024": {"费用": "60"}, "2025": {"费用": "0"}},
        "天": {day: {"乙": "0"} for day in ("2025-02-27", "2025-02-28")},
        "一生": {"乙": "10"},
    }
    ledger = policy.ledger(openings)
    paid = [
        ledger.settle({"日": day, "费用": "110", "真": True, "行": []})["乙"] for day in ("2025-02-27", "2025-02-28")
    ]
    # 60 of the 100 are used: 110 − 40 = 70, capped at 50 a day; a new year: 110 − 100 = 10
    assert paid == [Decimal("50.00"), Decimal("10.00")]


BROKEN: list[Callable[[dict[str, object]], object]] = [
    lambda state: {},
    lambda state: 5,
    lambda state: {"version": 1, "policy": "示例"},
    lambda state: state | {"version": VERSION + 1},
    lambda state: state | {"policy": "另一个"},
    lambda state: state | {"totals": 5},
    lambda state: state | {"totals": {}},
    lambda state: state | {"last": 5},
    lambda state: state | {"last": ["x", "y"]},
    lambda state: state | {"last": []},
]


@pytest.mark.parametrize("broken", BROKEN)
def test_a_state_of_another_shape_is_refused(broken: Callable[[dict[str, object]], object]) -> None:
    policy = policyc.loads((HEAD + SMALL).encode())
    ledger = policy.ledger("none")
    ledger.settle({"日": "2024-02-29", "费用": "130", "真": True, "行": []})
    assert policy.ledger(state=json.loads(json.dumps(ledger.state))).state == ledger.state
    with pytest.raises(ValueError):  # noqa: PT011 - its promise
        policy.ledger(state=broken(ledger.state))  # type: ignore[arg-type]


def test_a_state_that_lacks_anything_is_refused() -> None:
    policy = policyc.loads((HEAD + SMALL).encode())
    ledger = policy.ledger("none")
    ledger.settle({"单号": "1", "日": "2024-02-29", "费用": "130", "真": True, "行": []})
    state = json.loads(json.dumps(ledger.state))
    for key in state:
        for broken in (
            {name: part for name, part in state.items() if name != key},
            *(state | {key: odd} for odd in (5, "x", [5], [[]], {"x": 5}, [{"x": 5}])),
        ):
            if key in ("family", "reversal", "numbers", "voided") and key in broken:
                continue
            with pytest.raises(ValueError):  # noqa: PT011 - its promise
                policy.ledger(state=broken)
    for entry in (state["standing"][0], state["totals"]):
        for key in list(entry):
            kept = entry.pop(key)
            with pytest.raises(ValueError):  # noqa: PT011 - its promise
                policy.ledger(state=state)
            entry[key] = kept
    assert policy.ledger(state=state).state == state


LOOKING_BACK = (
    "事实\n  日：日期\n  费用：金额\n\n明细 行\n  价：金额\n\n期间 年度：年，始于 1月1日，按 日\n"
    "期间 近年：近12个月，含当日，按 日\n\n待遇 乙\n  费用：费用 + 合计(价)\n"
    "  起付线：每 年度，100 元\n  封顶：支付，每 近年，500 元\n"
)


def test_a_state_with_anything_else_in_any_place_is_refused_or_is_gone_on_from() -> None:
    """Wherever a text, another number or nothing stands: no total is then added up of what is none."""
    policy = policyc.loads((HEAD + LOOKING_BACK).encode())
    ledger = policy.ledger("none")
    claims = [{"单号": f"{n}", "日": f"2024-0{n}-01", "费用": "150", "行": [{"价": "5"}]} for n in (1, 2, 3)]
    for claim, settled_at in zip(claims[:2], ("2024-03-01", "2024-03-02T10:00"), strict=True):
        ledger.settle(claim | {"结算时间": settled_at})
    written = json.dumps(ledger.state)
    assert policy.ledger(state=json.loads(written)).state == ledger.state
    refused = 0
    for at in range(len(places(json.loads(written)))):
        for odd in ("x", None, 10**30, -1, True, [], [1, 2, 3], [["x"]], {"x": 1}):
            state = json.loads(written)
            holder, key = places(state)[at]
            holder[key] = odd
            try:
                ledger = policy.ledger(state=state)
            except ValueError:
                refused += 1
                continue
            for use in (lambda one: one.settle(claims[2]), lambda one: one.void("1", "re-run")):
                with suppress(policyc.ClaimError):
                    use(ledger)
                assert json.dumps(ledger.state)
    assert refused > 500
