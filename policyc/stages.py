"""A policy at each stage of its way, as text: the tree, the worksheet, and what is generated from it."""

from __future__ import annotations

from typing import Any

from policyc.claims.claim_schema import claim_schema
from policyc.claims.result_schema import result_schema
from policyc.compiled import Compiled
from policyc.core.known import known
from policyc.core.terms import Column
from policyc.core.worksheet import Worksheet
from policyc.report.diagnostic import Language
from policyc.syntax.show import show_tree


def tree(compiled: Compiled) -> str:
    """The parsed file."""
    return show_tree(compiled.file)


def worksheet(compiled: Compiled) -> str:
    """The worksheet, one column a line."""
    from policyc.core.show import show

    return show(compiled.worksheet)


def closed(compiled: Compiled) -> tuple[Worksheet, tuple[str, ...]]:
    """The worksheet for claims that give every fact, and the columns a caller wants: results and their answers."""
    sheet = known(compiled.worksheet, frozenset())
    of_lines = [spec.key for block in compiled.interface.lines for spec in block.results]
    results = [*(spec.key for spec in compiled.interface.results), *of_lines]
    flags = [flag for key in results for flag in (sheet.ok[key], sheet.refused[key])]
    answers = [entry.refused for entry in compiled.account.benefits.values() if entry.refused is not None]
    named = [flag.name for flag in flags if isinstance(flag, Column)]
    return sheet.worksheet, tuple(dict.fromkeys([*results, *answers, *named]))


def python(compiled: Compiled, language: Language) -> str:
    """A Python module that settles claims with every fact given, and says in its docstring how."""
    from policyc.backends.python import module_source
    from policyc.module_words import described

    return module_source(*described(compiled, language))


def sql(compiled: Compiled, dialect: str, language: Language) -> str:
    """Queries that settle a table of claims with every fact given, in the SQL of an engine (a name of DIALECTS).

    Raises CannotLoopError where the engine has none for columns that loop through time.
    """
    from policyc.backends.sql_dialects import DIALECTS
    from policyc.warehouse import query

    return query(compiled, *closed(compiled), DIALECTS[dialect], language)


def kernel(compiled: Compiled) -> str:
    """The passes in which machine code settles many claims with every fact given: their columns, bounds and widths.

    Raises BeyondKernelError for a policy that machine code does not settle.
    """
    from policyc.backends.kernel.plan import planned
    from policyc.backends.kernel.show import show_plan

    return show_plan(planned(*closed(compiled)))


def schemas(compiled: Compiled) -> dict[str, Any]:
    """JSON Schemas of claims and settlements."""
    return {"claim": claim_schema(compiled.interface), "settlement": result_schema(compiled.interface)}
