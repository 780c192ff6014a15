"""What is no bundle of this version, or was changed, or hangs together badly, is refused with a message."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policyc
from policyc.bundle.form import LARGEST
from policyc.report.diagnostic import Language
from policyc.stages import python, schemas, sql, tree, worksheet
from tests.bundle.opened import ROOT, refusal, resealed
from tests.fixture import loaded

PAGES = ROOT / "docs" / "errors"
SMALL = {
    "slab_bands": (ROOT / "examples/slab_bands.zh.pol", "slab_bands"),
    "age_tiers": (ROOT / "examples/age_tiers.zh.pol", "age_tiers"),
    "daily_limit": (ROOT / "examples/daily_limit.zh.pol", "daily_limit"),
}
POLICY = SMALL["slab_bands"][0]
BUNDLE = loaded(POLICY).bundle()

Inside = dict[str, Any]

# ---- what is no bundle, or another's


@pytest.mark.parametrize(
    "text",
    [
        b"{",
        b"{}",
        b"[]",
        b'{"bundle":1}',
        b'{"bundle":{},"bundle":{}}',
        b'{"bundle":{"format":NaN}}',
        b'{"bundle":{"format":1.0}}',
        b'{"bundle":{"format":' + b"9" * 5_000 + b"}}",
        b"[" * 1_000_000,
        b'{"bundle":' * 100_000,
        b'{"bundle":"\xff"}',
        b'\xef\xbb\xbf{"a":1}',
        BUNDLE[: len(BUNDLE) // 2],
        BUNDLE.replace(b'"format":1', b'"format":1,"format":1'),
        BUNDLE.replace(b'"format":1', b'"format":1.5'),
    ],
    ids=range(15),
)
def test_other_json_is_no_bundle(text: bytes) -> None:
    assert refusal(text) == ["not-a-bundle"]


def test_a_claim_in_the_place_of_the_policy_is_told() -> None:
    assert refusal((ROOT / "examples/claims/slab_bands.json").read_bytes()) == ["not-a-bundle"]


def test_what_is_too_large_is_not_read() -> None:
    assert refusal(b"{" + b" " * LARGEST) == ["bundle-too-large"]


@pytest.mark.parametrize("change", [{"format": 2}, {"format": None}, {"fingerprint": "0" * 16}, {"fingerprint": None}])
def test_a_bundle_of_another_version_says_so(change: Inside) -> None:
    assert refusal(resealed(BUNDLE, lambda inside: inside.update(change))) == ["bundle-of-other-version"]


def test_both_versions_are_named() -> None:
    other = resealed(BUNDLE, lambda inside: inside.update(format=2, compiler="9.9.9"))
    with pytest.raises(policyc.PolicyError, match=r"9\.9\.9") as caught:
        policyc.loads(other)
    assert caught.value.diagnostics[0].arguments["ours"] == json.loads(BUNDLE)["bundle"]["compiler"]


@pytest.mark.parametrize(
    "edited",
    [
        BUNDLE.replace(b"slab", b"slob", 1),
        BUNDLE.replace(b",", b", ", 1),
        json.dumps(json.loads(BUNDLE), indent=1).encode(),
        BUNDLE.rstrip() + b"\n\n",
        b" " + BUNDLE,
        re.sub(rb'"integrity":"\w', b'"integrity":"', BUNDLE),
    ],
    ids=["a letter", "a space", "laid out anew", "a line more", "a space before", "a shorter hash"],
)
def test_a_bundle_edited_by_hand_is_refused(edited: bytes) -> None:
    assert edited != BUNDLE
    assert refusal(edited) in (["bundle-edited"], ["not-a-bundle"])


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(BUNDLE) - 2), st.binary(min_size=0, max_size=3))
def test_a_changed_byte_is_never_read_over(at: int, instead: bytes) -> None:
    changed = BUNDLE[:at] + instead + BUNDLE[at + 1 :]
    if changed != BUNDLE:
        assert refusal(changed) != []


# ---- sealed again, by who knows how


def test_sealing_again_alone_changes_nothing() -> None:
    assert resealed(BUNDLE, lambda _: None) == BUNDLE


def rows_of(inside: Inside, record: str) -> list[list[Any]]:
    number = inside["records"].index(record)
    return [row for row in inside["rows"] if row[0] == number]


def read_below(inside: Inside) -> None:
    """The worksheet's columns in the opposite order."""
    (sheet,) = rows_of(inside, "core.worksheet.Worksheet")
    sheet[2].reverse()


def read_itself(inside: Inside) -> None:
    """A column that is defined by itself."""
    first = rows_of(inside, "core.worksheet.Definition")[0]
    rows_of(inside, "core.terms.Column")[0][1] = first[1]
    first[3] = inside["rows"].index(rows_of(inside, "core.terms.Column")[0])


def call_a_column(wanted: str) -> Callable[[Inside], None]:
    """One column has another name, wherever it is named."""

    def change(inside: Inside) -> None:
        name = rows_of(inside, "core.worksheet.Definition")[0][1]
        inside["rows"] = json.loads(json.dumps(inside["rows"]).replace(json.dumps(name), json.dumps(wanted)))

    return change


def into(record: str, field: int, value: Any) -> Callable[[Inside], None]:
    def change(inside: Inside) -> None:
        rows_of(inside, record)[0][field] = value

    return change


def expecting(decimals: int) -> Callable[[Inside], None]:
    """The first answer that a case expects has so many decimals."""

    def change(inside: Inside) -> None:
        rows_of(inside, "elaborate.case_account.Expectation")[0][2] = [0, decimals]

    return change


def grown(operation: str, levels: int) -> Callable[[Inside], None]:
    """A term of two terms of two terms …: small as rows, past all bounds when it is written out."""

    def change(inside: Inside) -> None:
        rows, records = inside["rows"], inside["records"]
        content = rows.pop()
        compiled = rows.pop()
        sheet = copy.deepcopy(rows_of(inside, "core.worksheet.Worksheet")[0])
        definition = copy.deepcopy(rows_of(inside, "core.worksheet.Definition")[-1])
        rows.append([records.index("core.terms.Literal"), 10**18])
        for _ in range(levels):
            rows.append([records.index("core.terms.Call"), operation, [len(rows) - 1, len(rows) - 1]])
        definition[1:4] = ["grown", "INTEGER", len(rows) - 1]
        rows.append(definition)
        sheet[2].append(len(rows) - 1)
        rows.append(sheet)
        compiled[compiled.index(inside["rows"].index(rows_of(inside, "core.worksheet.Worksheet")[0]), 1)] = (
            len(rows) - 1
        )
        rows.append(compiled)
        content[1] = len(rows) - 1
        rows.append(content)

    return change


CHANGES: dict[str, Callable[[Inside], object]] = {
    "no rows": lambda inside: inside.update(rows=[]),
    "rows that are none": lambda inside: inside.update(rows={"a": 1}),
    "a row that is none": lambda inside: inside["rows"].insert(0, 7),
    "an empty row": lambda inside: inside["rows"].insert(0, []),
    "a class there is none of": lambda inside: inside["rows"].insert(0, [10**6]),
    "a class of Python": lambda inside: inside["records"].__setitem__(0, "builtins.eval"),
    "a class by a list": lambda inside: inside["records"].__setitem__(0, ["core.terms.Call"]),
    "no classes": lambda inside: inside.pop("records"),
    "the last row left out": lambda inside: inside["rows"].pop(),
    "a row left out": lambda inside: inside["rows"].pop(3),
    "a field left out": lambda inside: inside["rows"][-1].pop(),
    "a field more": lambda inside: inside["rows"][-1].append(None),
    "columns that read below": read_below,
    "a column that reads itself": read_itself,
    "a row that refers to itself": lambda inside: inside["rows"][-1].__setitem__(1, len(inside["rows"]) - 1),
    "a row that refers below": lambda inside: inside["rows"][5].__setitem__(1, len(inside["rows"]) - 1),
    "a row that refers to none": lambda inside: inside["rows"][-1].__setitem__(1, -1),
    "an operation there is none of": into("core.terms.Call", 1, "EXEC"),
    "an operation by a number": into("core.terms.Call", 1, 3),
    "a truth for a number": into("core.worksheet.Input", 3, True),
    "a number for a text": into("core.worksheet.Input", 1, 5),
    "half a character": into("syntax.clause.Spelling", 1, "\ud800"),
    "a number past all bounds": into("core.worksheet.Input", 3, 10**100),
    "bounds of a fact that are not its own": into("core.worksheet.Input", 3, -5),
    "a scale past all bounds": into("elaborate.symbols.ColumnInfo", 2, 10**9),
    "a literal past all bounds": into("core.terms.Literal", 1, 10**61),
    "a line end in a name": call_a_column("pay\nimport os"),
    "code in a name": call_a_column("__import__('os').system('true')"),
    "a name that is none": call_a_column(""),
    "a name without end": call_a_column("a" * 10_000),
    "a sum past all memory": grown("ADD", 60),
    "a product past all numbers": grown("MUL", 16),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_does_not_hang_together_is_refused(what: str) -> None:
    changed = resealed(BUNDLE, CHANGES[what])
    assert changed != BUNDLE
    assert refusal(changed) == ["bundle-unsound"]


TOTALS = ROOT / "tests/constructs/totals/last_year.zh.pol"


@pytest.mark.parametrize(
    "change",
    [
        into("elaborate.account.LastTotalAccount", 1, "scheduled_deductible"),
        into("elaborate.account.LastTotalAccount", 2, "cost"),
        into("elaborate.account.LastTotalAccount", 3, "service_date"),
        lambda inside: rows_of(inside, "elaborate.account.Account")[0][14].clear(),
    ],
    ids=["another column", "another total", "another period", "none"],
)
def test_totals_that_are_not_those_looked_back_at_are_refused(change: Callable[[Inside], object]) -> None:
    bundle = loaded(TOTALS).bundle()
    changed = resealed(bundle, change)
    assert changed != bundle
    assert refusal(changed) == ["bundle-unsound"]


FAMILY = ROOT / "tests/constructs/period/whole_family.zh.pol"


def rows_with(inside: Inside, record: str, one: str) -> list[list[Any]]:
    return [row for row in rows_of(inside, record) if one in row]


def of_the_other(inside: Inside, record: str, key: str, places: dict[Any, Any]) -> None:
    """In the rows of one key what is of the family is of the member, and the other way round."""
    for row in rows_with(inside, record, key):
        row[:] = [places.get(json.dumps(one), one) for one in row]


_TURNED = {'"family"': "member", '"member"': "family", "true": False, "false": True}


@pytest.mark.parametrize(
    "change",
    [
        lambda inside: of_the_other(inside, "interface.PeriodSpec", "family_year", _TURNED),
        lambda inside: of_the_other(inside, "interface.PeriodSpec", "policy_year", _TURNED),
        lambda inside: of_the_other(inside, "elaborate.account.TotalAccount", "family_year", _TURNED),
        lambda inside: of_the_other(inside, "elaborate.account.TotalAccount", "policy_year", _TURNED),
        lambda inside: rows_of(inside, "syntax.clause.facts.PeriodBlock")[0].__setitem__(-2, True),
        lambda inside: rows_of(inside, "core.terms.Prior")[0].__setitem__(2, ["member", "family_year"]),
        lambda inside: rows_with(inside, "core.worksheet.Input", "family")[0].__setitem__(1, "household"),
    ],
    ids=["a period no more", "another period", "a total no more", "another total", "a clause", "a key", "an input"],
)
def test_totals_that_are_not_whose_the_policy_says_are_refused(change: Callable[[Inside], object]) -> None:
    bundle = loaded(FAMILY).bundle()
    changed = resealed(bundle, change)
    assert changed != bundle
    assert refusal(changed) == ["bundle-unsound"]


def test_an_expected_answer_without_end_is_refused() -> None:
    assert refusal(resealed(BUNDLE, expecting(2))) == []
    assert refusal(resealed(BUNDLE, expecting(10**9))) == ["bundle-unsound"]


def without_its_last_row(inside: Inside) -> None:
    """A table whose last row is one that the column saying which row applies still gives."""
    rows_of(inside, "syntax.clause.rules.Grid")[0][4].pop()


def with_the_role_of_a_cap(inside: Inside) -> None:
    """The step on the cost, told as a limit on it."""
    (step,) = [row for row in rows_of(inside, "elaborate.account.StepAccount") if "expense" in row]
    step[step.index("expense")] = "cap"


@pytest.mark.parametrize("change", [without_its_last_row, with_the_role_of_a_cap])
def test_an_account_of_other_clauses_is_refused(change: Callable[[Inside], None]) -> None:
    bundle = loaded(SMALL["age_tiers"][0]).bundle()
    changed = resealed(bundle, change)
    assert changed != bundle
    assert refusal(changed) == ["bundle-unsound"]


def test_a_name_that_python_keeps_for_itself_is_only_a_name() -> None:
    """A policy may call a column so: staged, it is another identifier, and settles the same."""
    bundle = resealed(BUNDLE, call_a_column("exec"))
    policy = policyc.loads(bundle)
    claim = (ROOT / "examples/claims/slab_bands.json").read_text(encoding="utf-8")
    assert policy.evaluate(claim).benefits[0].fen == loaded(POLICY).evaluate(claim).benefits[0].fen


# ---- mutations, sealed again: a message or a policy, never a traceback

VALUES = [None, True, False, 0, 1, -1, 7, 10**18, 10**59, 10**61, "", "x", "甲", "MUL", "YEAR", [], [0], [1, 2], {}]


def places(node: list[Any]) -> list[tuple[list[Any], int]]:
    found: list[tuple[list[Any], int]] = []
    waiting = [node]
    while waiting:
        here = waiting.pop()
        found += [(here, at) for at in range(len(here))]
        waiting += [inner for inner in here if isinstance(inner, list)]
    return found


def mutated(inside: Inside, random: Random) -> None:
    """One to three places of the rows changed: another value, the neighbour's, one more, one less, a little off."""
    for _ in range(random.randint(1, 3)):
        found = places(random.choice(inside["rows"]))
        if not found:
            continue
        node, at = random.choice(found)
        match random.randrange(5):
            case 0:
                node[at] = random.choice(VALUES)
            case 1:
                del node[at]
            case 2:
                node.insert(at, copy.deepcopy(node[at]))
            case 3:
                other = random.randrange(len(node))
                node[at], node[other] = node[other], node[at]
            case _:
                if type(node[at]) is int:
                    node[at] += random.choice([-100, -5, -1, 1, 5, 100])


@pytest.mark.parametrize("example", SMALL)
@settings(max_examples=150, deadline=None)
@given(random=st.randoms(use_true_random=False))
def test_a_mutated_bundle_is_refused_or_settles(example: str, random: Random) -> None:
    path, claim = SMALL[example]
    bundle = resealed(loaded(path).bundle(), lambda inside: mutated(inside, random))
    found = refusal(bundle)
    assert found in ([], ["bundle-unsound"])
    if not found:
        use(policyc.loads(bundle), (ROOT / f"examples/claims/{claim}.json").read_text(encoding="utf-8"))


def use(policy: policyc.Policy, claim: str) -> None:
    """All that can be asked of a policy; a claim may be refused."""
    for stage in (tree, worksheet, schemas):
        stage(policy.compiled)
    python(policy.compiled, Language.ZH)
    sql(policy.compiled, "duckdb", Language.EN)
    policy.schedule("zh")
    try:
        settlement = policy.settle(policy.read(claim))
    except policyc.ClaimError:
        return
    settlement.as_data()
    settlement.explain("zh")
    settlement.explain("en")


# ---- pages


@pytest.mark.parametrize("slug", ["not-a-bundle", "bundle-of-other-version"])
def test_the_example_of_the_page_raises_its_slug(slug: str) -> None:
    text = Path(PAGES / f"{slug}.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```json\n(.*?)\n```$", text, re.MULTILINE | re.DOTALL)
    assert refusal(example.encode()) == [slug]
