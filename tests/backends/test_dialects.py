"""The SQL of each engine: Spark runs it, what PostgreSQL and MySQL would run is read; what has no query is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlglot
from attrs import evolve
from sqlglot import exp

from policyc.backends.sql import CannotLoopError, queries, sql
from policyc.backends.sql_dialects import MYSQL, POSTGRES, SPARK, Dialect
from policyc.core.basis import Operation
from policyc.core.openings import Openings
from policyc.core.prelude import add, choose, divide, literal, multiply, subtract
from policyc.core.terms import Call, Column, Prior, Sort
from policyc.core.worksheet import Definition, Input, Worksheet
from tests.backends.readings import by_exact, by_sql
from tests.backends.spark import by_spark
from tests.backends.test_corners import CORNERS, HISTORY, LIMITED, OPENED, sheet_of
from tests.fixture import loaded
from tests.test_agreement import POLICIES, ROOT, invented

CHOSEN = [
    *(
        path
        for path in POLICIES
        if "shenzhen" in path.parts or ("examples" in path.parts and "family" not in path.name)
    ),
    *(
        ROOT / f"tests/{name}.zh.pol"
        for name in (
            "constructs/bands/marginal_over_a_year",
            "constructs/cap/on_payment",
            "constructs/deductible/once_a_year",
            "constructs/lines/by_category",
            "constructs/lines/by_date_and_claim",
            "constructs/lines/optional_in_a_line",
            "constructs/rule/windows",
            "settlement/class_and_price_limit",
            "settlement/late_claims",
            "settlement/missing_fact",
        )
    ),
]


def test_corners_in_spark() -> None:
    """Each operation is a column of one sheet; a row holds for each its next corner, the last one again and again."""
    sheets = {operation: sheet_of(operation, CORNERS[operation]) for operation in Operation}
    renamed = {operation: _prefixed(sheet, operation.value) for operation, sheet in sheets.items()}
    inputs = tuple(fact for sheet in renamed.values() for fact in sheet.inputs)
    sheet = Worksheet(inputs, tuple(one for sheet in renamed.values() for one in sheet.definitions))
    rows = [
        {operation: CORNERS[operation][min(at, len(CORNERS[operation]) - 1)] for operation in Operation}
        for at in range(max(map(len, CORNERS.values())))
    ]
    claims = [
        ({f"{of.value} x{at}": one for of, (given, _) in row.items() for at, one in enumerate(given)}, {})
        for row in rows
    ]
    wanted = [{f"{of.value} answer": answer for of, (_, answer) in row.items()} for row in rows]
    assert by_spark(sheet, claims) == wanted


def _prefixed(sheet: Worksheet, word: str) -> Worksheet:
    """A sheet of one column over its inputs, all their names after a word."""
    (answer,) = sheet.definitions
    assert isinstance(answer.term, Call)
    term = Call(answer.term.operation, tuple(Column(f"{word} {fact.name}") for fact in sheet.inputs))
    inputs = tuple(evolve(fact, name=f"{word} {fact.name}") for fact in sheet.inputs)
    return Worksheet(inputs, (evolve(answer, name=f"{word} answer", term=term),))


def test_look_backs_in_spark() -> None:
    told = [(1, 100, 10, [5, 6]), (1, 130, 30, []), (2, 131, 7, [1]), (1, 129, 1, [2, 3]), (1, 160, 0, [4])]
    claims = [
        ({"member": member, "day": day, "cost": cost}, {"items": [{"price": price} for price in prices]})
        for member, day, cost, prices in told
    ]
    # the figures are worked out in test_corners
    assert by_spark(HISTORY, claims) == by_exact(HISTORY, claims)


def test_new_members_in_spark() -> None:
    claims = [({"member": of, "year": 2024, "day": 500, "cost": 5}, {}) for of in (1, 2, 3)]
    openings = Openings({("cost", ("member", "year"), (2, 2024)): 7}, members=frozenset({1}))
    answers = by_spark(OPENED, claims, openings)
    assert [(row["known"], row["lately_known"], row["before"]) for row in answers] == [
        (True, True, 0),
        (True, False, 7),
        (False, False, 0),
    ]


def test_spark_agrees_on_policies() -> None:
    """In one test, so that one process starts Spark for them."""
    differing = {}
    for file in CHOSEN:
        settler = loaded(file).settler
        history, openings = invented(settler, 0)
        sheet, names = settler.partial.known.worksheet, settler.compiled.targets
        exact = [{name: row[name] for name in names} for row in by_exact(sheet, history, openings)]
        settled = by_spark(sheet, history, openings, names)
        if settled != exact:
            differing[file.name] = [pair for pair in zip(settled, exact, strict=True) if pair[0] != pair[1]]
    assert differing == {}


X, Y = Column("x"), Column("y")
SQUARE = multiply(X, Y)
SIDE = choose(Call(Operation.LE, (X, Y)), literal(65536), literal(0))
WIDE = Worksheet(
    (Input("x", Sort.INTEGER, -(2**40), 2**40), Input("y", Sort.INTEGER, 0, 2**40)),
    (
        Definition("thirds", Sort.INTEGER, divide(add(SQUARE, literal(1)), literal(3)), -(2**90), 2**90),
        Definition("small", Sort.INTEGER, divide(SQUARE, literal(2**41)), -(2**62), 2**62),
        Definition("product", Sort.INTEGER, multiply(SIDE, SIDE), 0, 2**40),
    ),
)
"""Beyond 64 bits, and numbers that engines take for 32."""

# 2^80 leaves 1 when divided by 3: (2^80 + 1) / 3 = 402,975,273,204,876,391,568,725 and 2/3, which drops to the integer
# below. -2^80 + 1 is -3 × 402,975,273,204,876,391,568,725 exactly. 2^80 / 2^41 = 2^39. 65,536 × 65,536 = 2^32.
WIDE_CLAIMS = [({"x": 2**40, "y": 2**40}, {}), ({"x": -(2**40), "y": 2**40}, {}), ({"x": -3, "y": 1}, {})]
WIDE_ANSWERS = [
    {"thirds": 402975273204876391568725, "small": 2**39, "product": 2**32},
    {"thirds": -402975273204876391568725, "small": -(2**39), "product": 2**32},
    {"thirds": -1, "small": -1, "product": 2**32},  # (-3 + 1) / 3 is above -1; -3 / 2^41 as well
]


def test_wide_numbers_in_duckdb() -> None:
    assert by_exact(WIDE, WIDE_CLAIMS) == WIDE_ANSWERS
    assert by_sql(WIDE, WIDE_CLAIMS) == WIDE_ANSWERS


def test_wide_numbers_in_spark() -> None:
    assert by_spark(WIDE, WIDE_CLAIMS) == WIDE_ANSWERS


CHINESE = Worksheet(
    (Input("费用", Sort.INTEGER, 0, 100), Input("Limit", Sort.INTEGER, 0, 100)),
    (
        Definition("limit", Sort.INTEGER, add(Column("Limit"), literal(1)), 1, 101),
        Definition("支付", Sort.INTEGER, add(Column("费用"), Column("limit")), 1, 201),
    ),
)


def test_names_in_chinese_and_names_that_differ_in_capitals() -> None:
    claims = [({"费用": 5, "Limit": 7}, {})]
    for reading in (by_exact, by_sql):
        assert [row["支付"] for row in reading(CHINESE, claims)] == [13]  # 5 + 7 + 1
    assert by_spark(CHINESE, claims, results=["支付"]) == [{"支付": 13}]


@pytest.mark.parametrize("dialect", [POSTGRES, MYSQL], ids=lambda dialect: dialect.name)
@pytest.mark.parametrize("file", CHOSEN, ids=lambda file: f"{file.parent.name}/{file.name.split('.')[0]}")
def test_what_is_written_can_be_read_and_no_name_is_cut(file: Path, dialect: Dialect) -> None:
    settler = loaded(file).settler
    for text in queries(settler.partial.known.worksheet, settler.compiled.targets, dialect).values():
        read = sqlglot.parse_one(text, read=dialect.name)
        assert {one.name for one in read.find_all(exp.Identifier) if len(one.name.encode()) > 63} == set()


LONG = "很长的名字" * 6
TWO = Column(f"{LONG}二")
NAMED_AT_LENGTH = Worksheet(
    (Input("x", Sort.INTEGER, 0, 9),),
    (
        Definition(f"{LONG}一", Sort.INTEGER, add(multiply(X, X), literal(1)), 1, 82),
        Definition(f"{LONG}二", Sort.INTEGER, multiply(Column(f"{LONG}一"), Column(f"{LONG}一")), 1, 82**2),
        Definition("sum", Sort.INTEGER, add(multiply(Column(f"{LONG}一"), TWO), multiply(TWO, TWO)), 2, 82**4 + 82**3),
    ),
)


def test_names_too_long_for_an_engine_are_shortened_apart() -> None:
    read = sqlglot.parse_one(sql(NAMED_AT_LENGTH, ["sum"], POSTGRES), read="postgres")
    made = {alias.alias for alias in read.find_all(exp.Alias)}
    assert made == {"ledger order", "x", f"{LONG[:20]} 1", f"{LONG[:20]} 2", "sum", "seq"}


def written(dialect: Dialect, operation: Operation, low: int) -> str:
    """How a dialect spells an operation on columns that begin at `low`."""
    size = len(CORNERS[operation][0][0])
    inputs = tuple(Input(f"x{at}", Sort.INTEGER, low, 10**6) for at in range(size))
    term = Call(operation, tuple(Column(fact.name) for fact in inputs))
    sheet = Worksheet(inputs, (Definition("answer", Sort.INTEGER, term, -(10**6), 10**6),))
    return " ".join(sql(sheet, ["answer"], dialect).split())


@pytest.mark.parametrize(
    ("dialect", "operation", "low", "spelled"),
    [
        (POSTGRES, Operation.DIV, 0, '"x0" / "x1" AS "answer"'),
        (POSTGRES, Operation.DIV, -1, '"x0" / "x1" - CASE WHEN "x0" % "x1" < 0 THEN 1 ELSE 0 END'),
        (MYSQL, Operation.DIV, 0, "`x0` DIV `x1` AS `answer`"),
        (MYSQL, Operation.YEAR, 1, "YEAR(FROM_DAYS(`x0` + 365))"),
        (POSTGRES, Operation.YEAR, 1, "EXTRACT(YEAR FROM CAST('0001-01-01' AS DATE) + CAST(\"x0\" - 1 AS INT))"),
    ],
)
def test_spellings_of_engines_that_are_not_run(dialect: Dialect, operation: Operation, low: int, spelled: str) -> None:
    assert spelled in written(dialect, operation, low)


def test_a_loop_that_the_engine_cannot_say_is_refused_by_name() -> None:
    for dialect in (SPARK, MYSQL):
        with pytest.raises(CannotLoopError) as refused:
            sql(LIMITED, ["bill"], dialect)
        assert refused.value.columns == ("before", "left", "paid")
    assert "WITH RECURSIVE" in sql(LIMITED, ["bill"], POSTGRES)
    # totals under two keys are carried as lists, which DuckDB alone has
    second = Definition("all", Sort.INTEGER, Prior("paid", ("member",)), 0, 10**6, "items")
    left = Definition("left", Sort.INTEGER, subtract(Column("before"), Column("all")), -(10**6), 10**6, "items")
    before, _, paid, bill = LIMITED.definitions
    both = Worksheet(LIMITED.inputs, (before, second, left, paid, bill))
    with pytest.raises(CannotLoopError):
        sql(both, ["bill"], POSTGRES)
