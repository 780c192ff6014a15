"""The benchmarks compare like with like: whoever settles their claims gives the amounts reckoned in fractions."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import exact, generated
from benchmarks.contenders import C_INTO, COPY, DUCKDB, OURS, POLARS, C, file_to_file, file_to_file_whole, in_memory
from benchmarks.many_claims import WORKS, claims_of

CLAIMS = 2_000
BY_GCC = (C, C_INTO)
"""Those that take a compiler, which a machine that runs the tests may lack; each run of the benchmarks has them."""


@pytest.mark.parametrize("place", ["memory", "file"])
@pytest.mark.parametrize("name", WORKS)
def test_all_settle_alike(name: str, place: str, tmp_path: Path) -> None:
    source, output = tmp_path / "claims.parquet", tmp_path / "settled.parquet"
    columns = claims_of(name, CLAIMS, source)
    expected = getattr(exact, name)(columns)
    work = WORKS[name]
    all_of_them = in_memory(work, columns, source) if place == "memory" else file_to_file(work, source, output)
    compared = 0
    for who, contender in all_of_them.items():
        if who in (*BY_GCC, COPY):
            continue
        given = contender.settle()
        assert contender.answers is not None
        found = contender.answers(given)
        assert {result: found[result].tolist() for result in expected} == expected, who
        compared += 1
    assert compared == (5 if place == "memory" else 4)


@pytest.mark.parametrize("name", WORKS)
def test_those_that_write_the_whole_write_what_policyc_does(name: str, tmp_path: Path) -> None:
    """Rows, names, statuses and reasons too; the answers of one that differs in any column are refused."""
    source, output = tmp_path / "claims.parquet", tmp_path / "settled.parquet"
    expected = getattr(exact, name)(claims_of(name, CLAIMS, source))
    settlers = file_to_file_whole(WORKS[name], source, output)
    compared = []
    for who, contender in settlers.items():
        given = contender.settle()
        if contender.answers is not None:
            found = contender.answers(given)
            assert {result: found[result].tolist() for result in expected} == expected, who
            compared.append(who)
    assert compared == [OURS, POLARS, DUCKDB]


def test_the_cap_cuts() -> None:
    """One claim in five or more is cut or gets nothing, else nobody would be compared on what the cap does."""
    columns = generated.visits(CLAIMS)
    paid = exact.visits(columns)["other_paid"]
    whole = exact.visits({**columns, "member": columns["claim_number"]})["other_paid"]
    cut = sum(one < alone for one, alone in zip(paid, whole, strict=True))
    assert cut >= CLAIMS / 5
