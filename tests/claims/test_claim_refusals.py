"""Claims that are wrong or hostile: each gives diagnostics that say what, never a traceback, never a wait."""

from __future__ import annotations

import json
from collections import UserDict
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from kunshan_interface import KUNSHAN

from policyc.claims.reader import RESERVED, ClaimReader
from policyc.interface import spellings
from policyc.report.catalogue import help_text, message
from policyc.report.diagnostic import Diagnostic, Language
from policyc.report.render import render_text, to_json
from tests.growth import IN_PROPORTION, TIMES, growth

READER = ClaimReader(KUNSHAN)
SPECS = (*KUNSHAN.facts, *KUNSHAN.lines, *KUNSHAN.lines[0].facts, *KUNSHAN.periods, *KUNSHAN.accumulators)
KEYS = st.sampled_from([*(spelling for spec in SPECS for spelling in spellings(spec)), *RESERVED])


def brief(value: object) -> str | None:
    """A test's name for a long text; pytest's own for anything else."""
    return ascii(value[:30]) if isinstance(value, (str, bytes)) else None


def refused(claim: object) -> tuple[Diagnostic, ...]:
    """The diagnostics of a claim (a text, bytes or a mapping) that must be refused, all of which can be drawn."""
    if isinstance(claim, (str, bytes)):
        read, diagnostics = READER.read_text(claim)
    else:
        read, diagnostics = READER.read(claim)  # type: ignore[arg-type]
    assert read is None
    assert diagnostics
    for language in Language:
        drawn = render_text(diagnostics, None, language)
        assert all(character in "\n\u3000" or character.isprintable() for character in drawn)
    to_json(diagnostics, None)
    return diagnostics


def codes(claim: object) -> list[str]:
    return [diagnostic.code for diagnostic in refused(claim)]


def said(claim: object, language: Language = Language.EN) -> str:
    (diagnostic,) = refused(claim)
    return message(diagnostic, language)


# ---- the text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "claim-not-json"),
        ("{", "claim-not-json"),
        ('{"level": "一级",}', "claim-not-json"),
        ("{'level': 1}", "claim-not-json"),
        ('{"level": 1} {"level": 1}', "claim-not-json"),
        ('{"member": "a\x00b"}', "claim-not-json"),
        ("[" * 1_000_000, "claim-too-deep"),
        ('{"level":' * 100_000 + "1" + "}" * 100_000, "claim-too-deep"),
        ("[]", "claim-not-an-object"),
        ('[{"level": "一级"}]', "claim-not-an-object"),
        ("null", "claim-not-an-object"),
        ('"claim"', "claim-not-an-object"),
        ("1e999999", "claim-not-an-object"),
        ("NaN", "claim-not-an-object"),
        (b'{"member": "\xff"}', "claim-not-utf-8"),
        ('{"参保人": "甲"}'.encode("gbk"), "claim-not-utf-8"),
        ('{"level": "一级"}'.encode("utf-16"), "claim-not-utf-8"),
        ('{"level": "一级", "level": "一级"}', "claim-key-twice"),
        ('{"openings": {"month": {}, "month": {}}}', "claim-key-twice"),
        ('{"member": "' + "x" * 10_000_000 + '"}', "claim-too-large"),
        (b" " * 10_000_000, "claim-too-large"),
    ],
    ids=brief,
)
def test_texts_that_are_no_claim(text: str | bytes, code: str) -> None:
    assert codes(text) == [code]


def test_where_a_text_stops_being_json_is_said() -> None:
    assert said('{\n  "level": 一级\n}') == "line 2, column 12 is not JSON"
    assert said('{\n  "level": 一级\n}', Language.ZH) == "第 2 行第 12 列读不成 JSON"


# ---- keys


def test_an_unknown_key_comes_with_the_names_most_like_it() -> None:
    (diagnostic,) = refused({"住院次": 1})
    assert message(diagnostic, Language.ZH) == "这份政策没有「住院次」这一事实"
    assert help_text(diagnostic, Language.ZH) == "用政策里声明过的名，如 「住院次数」"
    (diagnostic,) = refused({"submited_on": "2021-05-10"})
    assert (
        help_text(diagnostic, Language.EN) == "use a name that the policy declares, such as `submitted_on`, `filed_on`"
    )


@pytest.mark.parametrize(
    "claim",
    [
        {"level": "一级", "等级": "一级"},
        {"level": "一级", "等级": "二级"},
        {"member": "甲", "参保人": "甲"},
        {"op_line": [], "门诊费用": []},
        {"op_line": [{"amount": 1, "行金额": 1}]},
        {"openings": {"settlement_year": {}, "结算年度": {}}},
        {"openings": {"settlement_year": {"2021": {}, "2021年": {}}}},
        {"openings": {"settlement_year": {"hifp_pay": 1, "住院统筹支付": 1}}},
    ],
)
def test_one_thing_given_under_both_its_names(claim: object) -> None:
    assert codes(claim) == ["claim-key-twice"]


@pytest.mark.parametrize(
    ("claim", "character"),
    [
        ({"le\u200bvel": "一级"}, "U+200B"),
        ({"level": "一级\u200b"}, "U+200B"),
        ({"level": "\u202e一级"}, "U+202E"),
        ({"inscp_scp_amt": "1\u20662"}, "U+2066"),
        ({"share": "9\u200d0%"}, "U+200D"),
        ({"service_date": "2021-05-10\ufeff"}, "U+FEFF"),
        ({"suspended": "是\u00ad"}, "U+00AD"),
        ({"member": "甲\u202e乙"}, "U+202E"),
        ({"member": "甲\u3164"}, "U+3164"),
        ({"claim_number": "\ud800x"}, "U+D800"),
        ({"claim_number": "1\n2"}, "U+000A"),
        ({"openings": {"mo\u200bnth": {}}}, "U+200B"),
        ({"op_line": [{"amount": "1\u200b"}]}, "U+200B"),
    ],
)
def test_characters_nobody_sees_are_named(claim: object, character: str) -> None:
    (diagnostic,) = refused(claim)
    assert diagnostic.code == "claim-hidden-character"
    assert diagnostic.arguments["character"] == character


def test_a_json_escape_hides_nothing() -> None:
    assert codes('{"member": "\\u202e甲", "\\u200blevel": 1}') == ["claim-hidden-character"] * 2


# ---- values


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("inscp_scp_amt", 0.1, "claim-float"),
        ("share", 0.9, "claim-float"),
        ("admission_no", 1.0, "claim-float"),
        ("inscp_scp_amt", float("nan"), "claim-float"),
        ("inscp_scp_amt", Decimal("NaN"), "claim-not-a-number"),
        ("inscp_scp_amt", Decimal("-Infinity"), "claim-not-a-number"),
        ("inscp_scp_amt", Decimal("1E+999999"), "claim-out-of-bounds"),
        ("inscp_scp_amt", 10**4_000, "claim-out-of-bounds"),
        ("inscp_scp_amt", "", "claim-not-a-number"),
        ("inscp_scp_amt", "abc", "claim-not-a-number"),
        ("inscp_scp_amt", "1,23", "claim-not-a-number"),
        ("inscp_scp_amt", "1.2.3", "claim-not-a-number"),
        ("inscp_scp_amt", ".5", "claim-not-a-number"),
        ("inscp_scp_amt", "5.", "claim-not-a-number"),
        ("inscp_scp_amt", "+5", "claim-not-a-number"),
        ("inscp_scp_amt", "1_000", "claim-not-a-number"),
        ("inscp_scp_amt", "٣", "claim-not-a-number"),
        ("inscp_scp_amt", "³", "claim-not-a-number"),
        ("inscp_scp_amt", "0x10", "claim-not-a-number"),
        ("inscp_scp_amt", "90%", "claim-not-a-number"),
        ("inscp_scp_amt", True, "claim-not-a-number"),
        ("inscp_scp_amt", [], "claim-not-a-number"),
        ("inscp_scp_amt", {}, "claim-not-a-number"),
        ("inscp_scp_amt", object(), "claim-not-a-number"),
        ("inscp_scp_amt", b"12", "claim-not-a-number"),
        ("inscp_scp_amt", "1.234", "claim-too-precise"),
        ("inscp_scp_amt", "1e-3", "claim-too-precise"),
        ("inscp_scp_amt", "1e-999999", "claim-too-precise"),
        ("inscp_scp_amt", "-0.01", "claim-out-of-bounds"),
        ("inscp_scp_amt", "－1", "claim-out-of-bounds"),
        ("inscp_scp_amt", "10000000.01", "claim-out-of-bounds"),
        ("inscp_scp_amt", "1e999999", "claim-out-of-bounds"),
        ("inscp_scp_amt", "9" * 1_000_000, "claim-out-of-bounds"),
        ("inscp_scp_amt", "1e" + "9" * 1_000_000, "claim-out-of-bounds"),
        ("share", "0.12345", "claim-too-precise"),
        ("share", "12.345%", "claim-too-precise"),
        ("share", "100.01%", "claim-out-of-bounds"),
        ("share", 90, "claim-out-of-bounds"),
        ("share", "%", "claim-not-a-number"),
        ("share", "90%%", "claim-not-a-number"),
        ("admission_no", "1.5", "claim-not-a-number"),
        ("admission_no", 0, "claim-out-of-bounds"),
        ("admission_no", 100, "claim-out-of-bounds"),
        ("service_date", "2021-02-29", "claim-no-such-date"),
        ("service_date", "2021年13月1日", "claim-no-such-date"),
        ("service_date", "0000-01-01", "claim-no-such-date"),
        ("service_date", "10/5/2021", "claim-not-a-date"),
        ("service_date", "2021-5/10", "claim-not-a-date"),
        ("service_date", "21/5/10", "claim-not-a-date"),
        ("service_date", "2021/13/1", "claim-no-such-date"),
        ("service_date", "2021-W05-1", "claim-not-a-date"),
        ("service_date", "20210510", "claim-not-a-date"),
        ("service_date", "2021-05-10T00:00:00", "claim-not-a-date"),
        ("service_date", 20210510, "claim-not-a-date"),
        ("service_date", datetime(2021, 5, 10), "claim-not-a-date"),
        ("service_date", "1899-12-31", "claim-out-of-bounds"),
        ("service_date", date(2200, 1, 1), "claim-out-of-bounds"),
        ("suspended", 1, "claim-not-yes-or-no"),
        ("suspended", "", "claim-not-yes-or-no"),
        ("suspended", "Yes", "claim-not-yes-or-no"),
        ("level", "四级", "claim-not-of-kind"),
        ("level", "2", "claim-not-of-kind"),
        ("level", 4, "claim-not-of-kind"),
        ("level", True, "claim-not-of-kind"),
        ("level", 1.0, "claim-not-of-kind"),
        ("level", [1], "claim-not-of-kind"),
        ("member", 12, "claim-not-a-text"),
        ("member", "  ", "claim-not-a-text"),
        ("member", "甲" * 201, "claim-not-a-text"),
        ("claim_number", ["1"], "claim-not-a-text"),
        ("settled_at", "yesterday", "claim-not-a-time"),
        ("settled_at", 20210601, "claim-not-a-time"),
        ("settled_at", "2021-02-30", "claim-not-a-time"),
        ("settled_at", "2021/2/30 9:00", "claim-not-a-time"),
        ("settled_at", "2021/6/1 9", "claim-not-a-time"),
        ("settled_at", "1/6/2021 9:00", "claim-not-a-time"),
        ("settled_at", "2021-06-01T25:00", "claim-not-a-time"),
        ("settled_at", "2021-06-01T10:00+99:00", "claim-not-a-time"),
        ("settled_at", "0001-01-01", "claim-not-a-time"),
        ("settled_at", "9999-12-31T23:00:00-20:00", "claim-not-a-time"),
        ("op_line", {}, "claim-lines-shape"),
        ("op_line", "[]", "claim-lines-shape"),
        ("op_line", [1], "claim-lines-shape"),
        ("op_line", [[]], "claim-lines-shape"),
        ("op_line", [{"amount": "x"}], "claim-not-a-number"),
        ("op_line", [{"mount": "1"}], "claim-unknown-key"),
        ("openings", 0, "claim-openings-shape"),
        ("openings", "zero", "claim-openings-shape"),
        ("openings", {"settlement_year": 5}, "claim-openings-shape"),
        ("openings", {"settlement_year": {"2021": {"hifp_pay": 1}, "2022": 5}}, "claim-openings-shape"),
        ("openings", {"school_year": {}}, "claim-unknown-opening"),
        ("openings", {"settlement_year": {"2021": {"visits": 1}}}, "claim-unknown-opening"),
        ("openings", {"settlement_year": {"visits": 1}}, "claim-unknown-opening"),
        ("openings", {"settlement_year": {"21": {"hifp_pay": 1}}}, "claim-opening-key"),
        ("openings", {"settlement_year": {"2021-03": {"hifp_pay": 1}}}, "claim-opening-key"),
        ("openings", {"month": {"2021-13": {"hifp_pay": 1}}}, "claim-opening-key"),
        ("openings", {"month": {"2021": {"hifp_pay": 1}}}, "claim-opening-key"),
        ("openings", {"day": {"2021-02-29": {"hifp_pay": 1}}}, "claim-opening-key"),
        ("openings", {"lifetime": {"2021": {"visits": 1}}}, "claim-opening-key"),
        ("openings", {"lifetime": {"visits": "1.5"}}, "claim-not-a-number"),
        ("openings", {"settlement_year": {"hifp_pay": -1}}, "claim-out-of-bounds"),
    ],
    ids=brief,
)
def test_a_value_that_is_refused(key: str, value: object, code: str) -> None:
    assert codes({key: value}) == [code]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("NaN", "claim-not-a-number"),
        ("-Infinity", "claim-not-a-number"),
        ("1e999999", "claim-out-of-bounds"),
        ("1e-999999", "claim-too-precise"),
        ("1.005", "claim-too-precise"),
        ("9" * 5_000, "claim-out-of-bounds"),
        ("0." + "0" * 5_000 + "1", "claim-too-precise"),
    ],
    ids=brief,
)
def test_a_json_number_that_is_refused(number: str, code: str) -> None:
    assert codes(f'{{"inscp_scp_amt": {number}}}') == [code]


def test_messages_name_the_fact_the_value_and_the_bounds() -> None:
    assert said({"住院次数": 0}, Language.ZH) == "「住院次数」给的「0」不在 1 至 99 之间"
    assert said({"admission_no": 0}) == "`admission_no` is given as `0`, outside 1 to 99"
    assert said({"inscp_scp_amt": "-1"}) == "`inscp_scp_amt` is given as `-1`, outside 0.00 to 10,000,000.00"
    assert said({"service_date": "1800-01-01"}, Language.ZH) == (
        "「就诊日期」给的「1800-01-01」不在 1900年1月1日 至 2199年12月31日 之间"
    )


def test_messages_name_the_line() -> None:
    claim = {"op_line": [{"amount": 1}, {"amount": "一"}]}
    assert said(claim, Language.ZH) == "「门诊费用 第 2 条 行金额」应是数，不能是「一」"
    assert said(claim) == "`op_line line 2: amount` is a number, not `一`"


def test_a_float_is_told_to_be_a_string() -> None:
    (diagnostic,) = refused({"inscp_scp_amt": 0.1})
    assert help_text(diagnostic, Language.EN) == 'give a string or a Decimal, such as "1234.56"'


def test_all_that_is_wrong_is_said_at_once() -> None:
    claim = {
        "人群": "军人",
        "admission_no": 0,
        "停卡": "也许",
        "级别": 1,
        "op_line": [{"amount": 0.1}, 3],
        "openings": {"season": {}},
        "settled_at": "soon",
        "member": 7,
    }
    assert sorted(codes(claim)) == sorted(
        [
            "claim-not-of-kind",
            "claim-out-of-bounds",
            "claim-not-yes-or-no",
            "claim-unknown-key",
            "claim-float",
            "claim-lines-shape",
            "claim-unknown-opening",
            "claim-not-a-time",
            "claim-not-a-text",
        ]
    )


def test_no_more_lines_than_totals_are_promised_to_hold() -> None:
    assert READER.read({"op_line": [{}] * 10_000})[1] == ()
    assert codes({"op_line": [{"amount": "x"}] * 10_001}) == ["claim-too-many-lines"]


@pytest.mark.parametrize(
    "claim",
    [
        {f"key{number}": 1 for number in range(100_000)},
        {"op_line": [{"amount": "x"}] * 10_000},
        {"op_line": [{f"key{number}": 1 for number in range(1_000)}]},
        {"openings": {"settlement_year": {str(number): {} for number in range(100_000)}}},
    ],
)
def test_reading_stops_after_a_hundred_findings(claim: object) -> None:
    found = codes(claim)
    assert len(found) == 101
    assert found[-1] == "claim-too-many-errors"


LARGE: dict[str, Callable[[int], str]] = {
    "keys": lambda size: "{" + ",".join(f'"k{number}": 1' for number in range(size // 10)) + "}",
    "lines": lambda size: '{"op_line": [' + ",".join(['{"amount": 1}'] * (size // 15)) + '], "level": 9}',
    "a key": lambda size: '{"' + "级" * size + '": 1}',
    "a value": lambda size: '{"level": "' + "级" * size + '"}',
    "nesting": lambda size: '{"level": ' + "[" * size + "]" * size + "}",
    "commas": lambda size: '{"inscp_scp_amt": "' + "1," * size + '"}',
    "digits": lambda size: '{"inscp_scp_amt": "' + "1" * size + 'x"}',
    "a number": lambda size: '{"inscp_scp_amt": ' + "9" * size + "}",
    "an exponent": lambda size: '{"inscp_scp_amt": 1e' + "9" * size + "}",
}


@pytest.mark.parametrize("what", LARGE)
def test_large_and_wrong_is_refused_in_proportion(what: str) -> None:
    large = LARGE[what]
    assert growth(refused, large(300_000), large(300_000 * TIMES)) < IN_PROPORTION


def test_a_mapping_that_is_no_dict_is_read_too() -> None:
    read, diagnostics = READER.read(UserDict({"level": "一级", "op_line": [UserDict({"amount": 1})]}))
    assert diagnostics == ()
    assert read is not None
    assert read.lines == {"op_line": ({"amount": 100},)}


def test_keys_that_are_no_text_are_unknown() -> None:
    assert codes({1: 2, None: 3, (1, 2): 4}) == ["claim-unknown-key"] * 3


# ---- anything at all

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.dates()
    | st.datetimes()
    | st.text()
    | st.sampled_from(["无", "none", "2021", "2021-03", "1e99999", "90%", "一级", "2021-05-10"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(KEYS | st.text(), VALUES, max_size=6))
def test_any_mapping_is_read_or_refused_with_words(claim: dict[str, object]) -> None:
    read, diagnostics = READER.read(claim)
    assert (read is None) == bool(diagnostics)
    if diagnostics:
        refused(claim)


@given(st.text() | st.binary() | st.builds(json.dumps, st.dictionaries(KEYS, st.text() | st.floats(), max_size=4)))
def test_any_text_is_read_or_refused_with_words(text: str | bytes) -> None:
    read, diagnostics = READER.read_text(text)
    assert (read is None) == bool(diagnostics)
    if diagnostics:
        refused(text)


# ---- what to write instead


def advice(claim: object, language: Language = Language.ZH) -> str | None:
    (diagnostic,) = refused(claim)
    return help_text(diagnostic, language)


@pytest.mark.parametrize(
    ("key", "value", "zh"),
    [
        ("inscp_scp_amt", "2.5万", "写 25000"),
        ("inscp_scp_amt", "300元", "写 300"),
        ("inscp_scp_amt", "1,234.50 元", "写 1234.5"),
        ("inscp_scp_amt", "RMB 300", "写 300"),
        ("inscp_scp_amt", "abc", '写 数字，如 1234.56 或 "1,234.56"'),
        ("inscp_scp_amt", "1.2.3元", '写 数字，如 1234.56 或 "1,234.56"'),
        ("admission_no", "3次", "写 整数，如 3"),
        ("admission_no", "1.5", "写 整数，如 2"),
        ("share", "七成", '写 0.75 或 "75%" 这样的比例'),
    ],
)
def test_a_number_that_cannot_be_read_comes_with_one_that_can(key: str, value: str, zh: str) -> None:
    assert advice({key: value}) == zh


def test_a_count_is_a_whole_number() -> None:
    assert said({"admission_no": "1.5"}, Language.ZH) == "「住院次数」应是整数，不能是「1.5」"


def test_openings_that_are_none_show_the_policys_own_names() -> None:
    assert said({"openings": 0}, Language.ZH) == "「此前累计」不能是「0」"
    assert advice({"openings": 0}) == (
        '没有累计过写 "无"；否则 期间、累计项 逐层写，如 {"结算年度": {"政策范围内费用": "0"}}'
    )
    assert said({"openings": {"month": 5}}, Language.EN) == "`openings: month` cannot be `5`"
    assert advice({"openings": {"month": 5}}, Language.EN) == (
        'write "none" if there is nothing, or period and total, as {"month": {"hifp_pay": "0"}}'
    )


def test_a_key_given_twice_is_not_told_of_two_languages() -> None:
    assert advice('{"level": "一级", "level": "一级"}') == "删去多的，只留一处"
    assert advice({"level": "一级", "等级": "一级"}) == "中文名和英文名指同一项，只写一个"


@pytest.mark.parametrize("word", ["无", "none", " 无 "])
def test_none_is_for_optional_facts_only(word: str) -> None:
    assert READER.read({"filed_on": word}) == READER.read({"filed_on": None})
    assert codes({"service_date": word}) == ["claim-not-a-date"]


def test_a_lifetime_is_also_called_so_where_the_policy_names_it_otherwise() -> None:
    periods = tuple(evolve(one, zh="一生", en="life") if one.key == "lifetime" else one for one in KUNSHAN.periods)
    reader = ClaimReader(evolve(KUNSHAN, periods=periods))
    for word in ("一生", "life", "终身", "lifetime"):
        claim, findings = reader.read({"openings": {word: {"visits": 3}}})
        assert findings == ()
        assert claim is not None
        assert claim.openings.here == {("lifetime", "visits"): 3}
    assert len(reader.read({"openings": {"一生": {}, "终身": {}}})[1]) == 1
