"""The targets: what each starts from, how it is changed, what must come of it. An undocumented exception escapes."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Protocol

from attrs import evolve

import policyc
from policyc.claims.claim import Claim, Openings
from policyc.claims.value import bounds
from policyc.compile import compile_bytes
from policyc.interface import FactSpec, spellings
from policyc.linking.paths import Folder
from policyc.loading import policy_of
from policyc.report.diagnostic import Diagnostic, Language, Words
from policyc.report.render import render_text, to_json
from policyc.sheets.blank import allowed
from policyc.sheets.export import workbook_pages
from policyc.sheets.fault import SheetError
from policyc.sheets.layout import lay_out
from policyc.sheets.reading import read_sheet
from policyc.sheets.table_draft import Answers, draft, proposed, unsaid_units
from policyc.source import Source
from policyc.stages import python, schemas, sql, tree, worksheet
from policyc.syntax.expression import NumberUnit
from policyc.syntax.format import format_file
from tests.bundle.opened import resealed
from tests.fixture import fixtures, loaded
from tests.fuzz.changes import TextChanges, as_json, change_archive, change_bytes, change_json, change_rows
from tests.sheets.books import workbook

ROOT = Path(__file__).parents[2]
LARGEST_SEED = 6_000
LARGEST_BUNDLE = 60_000

_FENCE = re.compile(r"^```policy[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Target(Protocol):
    """`largest` is in bytes. `run` raises what is a finding."""

    name: str
    largest: int

    def seeds(self) -> list[bytes]: ...
    def change(self, data: bytes, random: Random) -> bytes: ...
    def run(self, data: bytes) -> None: ...


# ---- what can be asked of a policy


def use(policy: policyc.Policy) -> None:
    """All that is made of a checked policy, and claims at the bounds of its facts."""
    compiled = policy.compiled
    for stage in (tree, worksheet, schemas):
        stage(compiled)
    python(compiled, Language.ZH)
    # as dear as all the rest together, so for one in three
    if len(compiled.source.text) % 3 == 0:
        sql(compiled, "duckdb", Language.EN)
    for language in Language:
        policy.schedule(language.value)
        workbook_pages(compiled, language)
    report = policy.test()
    report.text("zh")
    json.dumps(report.as_data())
    ledger = policy.ledger("none")
    for claim in claims_at_bounds(policy):
        settle_and_tell(ledger._add if claim.openings == Openings() else policy.settle, claim)
    assert policy.ledger(state=json.loads(json.dumps(ledger.state))).state == ledger.state


def settle_and_tell(settle: Callable[[Any], policyc.Settlement], claim: object) -> None:
    try:
        tell(settle(claim))
    except policyc.ClaimError as refused:
        str(refused)


def tell(settlement: policyc.Settlement) -> None:
    json.dumps(settlement.as_data())
    json.dumps(settlement.explanation_data())
    settlement.explain("zh")
    settlement.explain("en", "markdown")


def claims_at_bounds(policy: policyc.Policy) -> list[Claim]:
    interface = policy.compiled.interface
    random = Random(len(policy.compiled.source.text))

    def values(facts: tuple[FactSpec, ...], choose: Callable[[int, int], int]) -> dict[str, int]:
        return {fact.key: choose(*bounds(fact)) for fact in facts}

    def of(choose: Callable[[int, int], int], lines: int) -> Claim:
        listed = {block.key: tuple(values(block.facts, choose) for _ in range(lines)) for block in interface.lines}
        return Claim(None, None, None, values(interface.facts, choose), listed, Openings(zero=True))

    def some(low: int, high: int) -> int:
        return random.choice((low, high, random.randint(low, high), max(low, min(high, 10**6))))

    lacking = Claim(None, None, None, dict(list(of(some, 0).facts.items())[::2]), {}, Openings())
    in_order = [evolve(of(some, lines), openings=Openings()) for lines in (2, 3)]
    return [of(min, 0), of(max, 1), of(some, 2), *in_order, lacking]


def told(findings: tuple[Diagnostic, ...], source: Source | None) -> None:
    for language in Language:
        render_text(findings, source, language)
    json.dumps(to_json(findings, source, None))


# ---- policies as text


class Policies:
    """A policy's text: checked, every finding told; a checked one used, formatted and bundled, meaning the same."""

    name = "policy"
    largest = 8_000

    def __init__(self) -> None:
        self.texts = TextChanges([seed.decode() for seed in self.seeds()])

    def seeds(self) -> list[bytes]:
        folders = ("policies", "examples", "tests")
        paths = sorted(path for folder in folders for path in ROOT.glob(f"{folder}/**/*.pol"))
        files = [path.read_bytes() for path in paths if path.stat().st_size <= LARGEST_SEED]
        pages = [path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))]]
        fences = [fence.encode() for page in pages for fence in _FENCE.findall(page)]
        return [*files, *(fence for fence in fences if len(fence) <= LARGEST_SEED)]

    def change(self, data: bytes, random: Random) -> bytes:
        if random.random() < 0.03:
            return change_bytes(data, random)
        text = data.decode("utf-8", "surrogateescape")
        return self.texts.change(text, random).encode("utf-8", "surrogateescape")

    def run(self, data: bytes) -> None:
        policy = checked(data, None)
        if policy is None:
            return
        use(policy)
        assert policyc.loads(policy.bundle()).bundle() == policy.bundle()
        for language in Language:
            assert policyc.loads(format_file(policy.compiled.file, language).encode()).meaning == policy.meaning


def checked(data: bytes, folder: Folder | None) -> policyc.Policy | None:
    """The policy of a text, None where it is wrong; every finding can be told."""
    compiled, source, findings = compile_bytes("policy.pol", data, folder)
    told(findings, source)
    assert findings or compiled is not None
    return None if compiled is None else policy_of(compiled, findings)


class LinkedPolicies(Policies):
    """A policy and the files it amends or uses in one text, each after a line with its name: linked, then used."""

    name = "linked"
    largest = 12_000

    def seeds(self) -> list[bytes]:
        files = {path: path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("tests/constructs/**/*.pol"))}
        first = [path for path, text in files.items() if _NAMES_A_FILE.search(text)]
        beside = {path: [other for other in files if other.parent == path.parent and other != path] for path in first}
        return ["".join(f"@@ {one.name}\n{files[one]}" for one in [path, *beside[path]]).encode() for path in first]

    def run(self, data: bytes) -> None:
        _, *parts = re.split(rb"^@@ ", data, flags=re.MULTILINE)
        files = {part.partition(b"\n")[0].decode("utf-8", "replace"): part.partition(b"\n")[2] for part in parts}
        main = next(iter(files.values()), data)
        policy = checked(main, lambda path: files.get(path, Words("没有", "none")))
        if policy is not None:
            use(policy)
            assert policyc.loads(policy.bundle()).bundle() == policy.bundle()


_NAMES_A_FILE = re.compile(r"^(?:  修订：|  amends: |引用 |use )", re.MULTILINE)


# ---- claims


@cache
def claim_policies() -> list[policyc.Policy]:
    shipped = sorted([*ROOT.glob("policies/*/*_20[0-9][0-9].zh.pol"), *ROOT.glob("examples/*.zh.pol")])
    return [*map(loaded, shipped), *(fixture.policy() for fixture in fixtures())]


class Claims:
    """`{"policy": n, "claims": […], "openings": …}` or `{"policy": n, "state": …}`: read, settled, told, kept."""

    name = "claim"
    largest = 6_000

    def __init__(self) -> None:
        specs = [policy.compiled.interface for policy in claim_policies()]
        found = {
            spelling
            for one in specs
            for group in (one.facts, one.lines, one.periods, one.accumulators, *(kind.members for kind in one.kinds))
            for spec in group
            for spelling in spellings(spec)
        }
        found |= {spelling for one in specs for block in one.lines for f in block.facts for spelling in spellings(f)}
        reserved = {
            "openings",
            "此前累计",
            "member",
            "参保人",
            "单号",
            "claim_number",
            "结算时间",
            "settled_at",
            "void",
            "how",
        }
        self.words = sorted(found | reserved | {"since", "自", "none", "无", "2024-03-01T10:00", "2023", "2024-12"})

    def seeds(self) -> list[bytes]:
        policies = claim_policies()
        number_of = {policy.compiled.interface.key: number for number, policy in enumerate(policies)}
        made: list[Any] = []
        for path in sorted(ROOT.glob("examples/claims/*.json")):
            claim = json.loads(path.read_text(encoding="utf-8"))
            made += [{"policy": number, "claims": [claim]} for number in range(5)]
        for fixture in fixtures():
            number = number_of[fixture.policy().compiled.interface.key]
            made += [{"policy": number, "claims": [entry["claim"]]} for entry in fixture.alone()]
            for book in fixture.ledgers():
                claims = [entry["claim"] for entry in book["claims"]]
                made.append({"policy": number, "claims": claims, "openings": book.get("openings")})
                made.append({"policy": number, "state": _state(policies[number], claims, book.get("openings"))})
        return list(dict.fromkeys(map(as_json, made)))

    def change(self, data: bytes, random: Random) -> bytes:
        try:
            value = json.loads(data)
        except (ValueError, RecursionError):
            return change_bytes(data, random)
        if random.random() < 0.03 or not isinstance(value, dict):
            return change_bytes(data, random)
        change_json(value, self.words, random)
        return as_json(value)

    def run(self, data: bytes) -> None:
        policies = claim_policies()
        try:
            value = json.loads(data)
            number = value["policy"]
        except (ValueError, KeyError, TypeError, RecursionError):
            # the text itself is a claim
            settle_and_tell(policies[len(data) % len(policies)].evaluate, data)
            return
        policy = policies[number % len(policies) if isinstance(number, int) else 0]
        claims = value.get("claims")
        if isinstance(claims, list):
            for claim in claims:
                settle_and_tell(policy.evaluate, as_json(claim))
            self._settle_in_order(policy, value)
        if "state" in value:
            _settle_from_state(policy, value["state"])

    def _settle_in_order(self, policy: policyc.Policy, value: dict[str, Any]) -> None:
        try:
            ledger = policy.ledger(value.get("openings"))
            for settlement in ledger.settle_all(value["claims"]):
                tell(settlement)
        except policyc.ClaimError as refused:
            str(refused)
            return
        assert policy.ledger(state=json.loads(json.dumps(ledger.state))).state == ledger.state


def _state(policy: policyc.Policy, claims: list[Any], openings: object) -> Any:
    ledger = policy.ledger(openings)
    for claim in claims:
        settle_and_tell(ledger.settle, claim)
    return json.loads(json.dumps(ledger.state))


def _settle_from_state(policy: policyc.Policy, state: Any) -> None:
    """A state of another shape is refused with a ValueError, at once."""
    if state is None:
        return
    try:
        ledger = policy.ledger(state=state)
    except ValueError:
        return
    for claim in claims_at_bounds(policy)[-3:]:
        settle_and_tell(ledger._add, claim)
    json.dumps(ledger.state)


# ---- bundles


class Bundles:
    """A bundle, its rows changed and sealed again: refused as unsound, or used."""

    name = "bundle"
    largest = 120_000

    def seeds(self) -> list[bytes]:
        shipped = sorted(ROOT.glob("examples/*.zh.pol"))
        bundles = [loaded(path).bundle() for path in [*shipped, *(one.policy_file("zh") for one in fixtures())]]
        return [bundle for bundle in bundles if len(bundle) <= LARGEST_BUNDLE]

    def change(self, data: bytes, random: Random) -> bytes:
        try:
            return resealed(data, lambda inside: change_rows(inside, random))
        except (ValueError, KeyError, TypeError, IndexError):
            return change_bytes(data, random)

    def run(self, data: bytes) -> None:
        try:
            policy = policyc.loads(data, "policy.json")
        except policyc.PolicyError as refused:
            str(refused)
            return
        use(policy)


# ---- spreadsheets


class Sheets:
    """A workbook or CSV: refused with findings, or drafted as a table in both vocabularies."""

    name = "sheet"
    largest = 16_000

    def __init__(self) -> None:
        self.texts = TextChanges([*_TABLES, part(workbook(_ROWS, ["A2:A3"]), "xl/worksheets/sheet1.xml")])

    def seeds(self) -> list[bytes]:
        books = [workbook(_ROWS), workbook(_ROWS, ["A2:A3"]), workbook([[table.split(",")[0]] for table in _TABLES])]
        return [*books, *(table.encode() for table in _TABLES), *(table.encode("gb18030") for table in _TABLES)]

    def change(self, data: bytes, random: Random) -> bytes:
        if random.random() < 0.05:
            return change_bytes(data, random)
        try:
            return change_archive(data, self.texts, random)
        except (zipfile.BadZipFile, EOFError, KeyError, ValueError, NotImplementedError, zipfile.zlib.error):  # type: ignore[attr-defined]
            encoding = "utf-8" if is_utf_8(data) else "gb18030"
            text = data.decode(encoding, "replace")
            return self.texts.change(text, random).encode(encoding, "replace")

    def run(self, data: bytes) -> None:
        try:
            layout = lay_out(read_sheet("表.csv", data, None), None, None)
            outputs = proposed(layout)
            blanks = {place: allowed(layout, outputs, place)[0] for place in layout.blanks}
            answers = Answers(outputs, blanks)
            units = {column.number: NumberUnit.YUAN for column in unsaid_units(layout, answers)}
            for language in Language:
                written = draft(layout, Answers(outputs, blanks, units), "表.csv", language)
                told(written.findings, written.source)
        except SheetError as refused:
            told(refused.diagnostics, None)


_ROWS = [
    ["医院等级", "起付线（元）", "支付比例", "备注"],
    ["一级", 300, "90%", "甲"],
    ["一级", 600.5, 0.85, None],
    ["三级", "不设", "60%", "乙"],
]
_TABLES = (
    '等级,起付线,比例\n一级,300元,90%\n二级,600元,\n三级,"1,000元",60%\n',
    "费用（万元）;比例（%）\n0～4;75\n4～10;80\n10以上;90\n注：按年;\n",
    "level,age,deductible (yuan)\nprimary,60 and over,0\nprimary,under 60,300\ntertiary,any,\n",
    "日期\t支付\n2024年1月1日起\t是\n2025-01-01\t否\n",
)


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


TARGETS: dict[str, Callable[[], Target]] = {
    "policy": Policies,
    "linked": LinkedPolicies,
    "claim": Claims,
    "bundle": Bundles,
    "sheet": Sheets,
}


def name_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
