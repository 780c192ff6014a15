"""The library's front door: a policy, and all that can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from attrs import define, frozen

from policyc.asking import asked
from policyc.bundle import write_bundle
from policyc.bundle.meaning import meaning_hash
from policyc.cases.json_form import report_data
from policyc.cases.model import CaseReport
from policyc.cases.run import run_cases
from policyc.cases.text import render_text as render_cases
from policyc.claims.claim import Claim, Openings
from policyc.claims.opening import without_key
from policyc.claims.reader import ClaimReader
from policyc.compiled import Compiled
from policyc.errors import ClaimError, TableError
from policyc.explain.schedule import schedule
from policyc.explained import Settlement
from policyc.function import SettleFunction
from policyc.ledger import ClaimLike, Ledger
from policyc.report.diagnostic import Diagnostic, Language
from policyc.settling import ledger as settling
from policyc.settling.assertions import broken_assertions
from policyc.settling.lacking import lacking
from policyc.settling.settle import Settler

Made = TypeVar("Made")


@frozen(repr=False)
class TestReport(CaseReport):
    """The cases of a policy, run: `passed`, `cases` with each claim's differences, and `coverage`."""

    def __repr__(self) -> str:
        return f"<test of {self.compiled.interface.key}: {'passed' if self.passed else 'failed'}>"

    def text(self, language: str = "zh", *, colour: bool = False) -> str:
        """The report for a terminal, in `language` ("zh" or "en")."""
        return render_cases(self, Language(language), colour=colour)

    def as_data(self) -> dict[str, Any]:
        """The report as plain data for JSON, in the form of docs/test-report.md."""
        return report_data(self)


@define(slots=False, repr=False)
class Policy:
    """A checked policy. `warnings` are the findings that do not keep it from settling."""

    compiled: Compiled
    warnings: tuple[Diagnostic, ...] = ()
    # all of the policy where this one answers for some results: claims may give totals that these do not need
    _whole: Compiled | None = None

    def __repr__(self) -> str:
        return f"<policy {self.compiled.interface.key}>"

    @cached_property
    def settler(self) -> Settler:
        return Settler(self.compiled, Settlement)

    @cached_property
    def reader(self) -> ClaimReader:
        return ClaimReader((self._whole or self.compiled).interface)

    def asking(self, *results: str) -> Policy:
        """The same policy, answering for these results only: what the others need is not asked of a claim.

        `results` are names of rules, table outputs or benefits, in either spelling. Assertions that speak of anything
        else are not checked. Raises KeyError for any other name.
        """
        return Policy(asked(self.compiled, results), self.warnings, self._whole or self.compiled)

    def evaluate(self, claim: ClaimLike) -> Settlement:
        """Settle one claim by itself, from the openings it gives.

        `claim` is a mapping or JSON text; amounts are strings, integers or Decimal, never floats. Raises ClaimError
        when the claim cannot be read, when facts that matter for it are missing, or when an assertion of the
        policy does not hold of the result.
        """
        return self.answered(self.read(claim))

    def answered(self, claim: Claim) -> Settlement:
        """The same for a claim that has been read."""
        settlement = self.settle(claim)
        found = lacking(self.settler, settlement)
        if found:
            raise ClaimError(found, self.compiled.source)
        return settlement

    def compile(self, *results: str) -> SettleFunction:
        """A function that settles one claim by itself as `evaluate` does, quickly: amounts and statuses at once.

        `results` are names as for `asking`; none is all the policy answers. What the others need is neither asked of a
        claim nor worked out. The function is made at its first call. Raises KeyError for a name that is no result.
        """
        policy = self.asking(*results) if results else self
        return SettleFunction(policy.settler, policy.read, policy.answered)

    def read(self, claim: ClaimLike) -> Claim:
        """A claim as integers at the scale of each fact. Raises ClaimError when it cannot be read."""
        read, findings = self.reader.read_text(claim) if isinstance(claim, str | bytes) else self.reader.read(claim)
        if read is None:
            raise ClaimError(findings, self.compiled.source)
        return read

    def settle(self, claim: Claim) -> Settlement:
        """Settle a claim that has been read; what is missing leaves it undetermined (see `Settlement.missing`).

        Raises ClaimError when an assertion of the policy does not hold of the result.
        """
        filling = self.settler.filling_for(claim)
        settlement = self.settler.settle(filling, self.settler.start(filling, claim.openings, claim), claim)
        broken = broken_assertions(settlement)
        if broken:
            raise ClaimError(broken, self.compiled.source)
        assert isinstance(settlement, Settlement)
        return settlement

    def run(
        self, claims: Any, *, openings: str | Path | None = None, engine: str = "auto", language: str = "zh"
    ) -> Any:
        """Settle a table of claims: a pyarrow Table, a Polars or pandas DataFrame, or a DuckDB relation.

        Gives a table of the same kind, a row for each claim in the same order. Members' claims are settled in the order
        of settlement time, then number. `openings` are the totals before the first of them: "none" where all members
        are new, or a file of totals by member; a total that is not given is not known. A claim that cannot be read
        says so in the column `findings`, in `language`; what it lacks leaves it, and later claims that read its
        totals, undetermined. Takes policyc[batch]. Raises TableError when the table cannot be settled as a whole,
        TypeError for what is no table, KeyError for an unknown engine.
        """

        def settle() -> Any:
            from policyc.batch.in_memory import settle_table

            return settle_table(self.settler, claims, openings, engine, language)

        return self._of_table(settle)

    def _of_table(self, settle: Callable[[], Made]) -> Made:
        """What settles a table as a whole. Raises TableError."""
        from policyc.batch.fault import BatchError
        from policyc.batch.libraries import with_libraries

        try:
            return with_libraries(settle)
        except BatchError as error:
            raise TableError(error.diagnostics, self.compiled.source) from None

    def spark(
        self, claims: Any, *, openings: str | Path | None = None, engine: str = "auto", language: str = "zh"
    ) -> Any:
        """Settle a Spark DataFrame of claims: a DataFrame of the same columns and results that `run` gives.

        Rows of a DataFrame have no order, so that neither have results: `member` and `claim_number` tell whose and
        which each is. It is settled when Spark comes to it, by its workers, on which policyc[spark] must be installed;
        the columns are checked at once. A TIMESTAMP is an instant, told in Beijing; a TIMESTAMP_NTZ is taken as it
        stands. `openings`, `engine`, `language` and errors are as for `run`.
        """

        def settle() -> Any:
            from policyc.batch.spark.frame import settle_frame

            return settle_frame(self.settler, claims, openings, engine, language)

        return self._of_table(settle)

    @cached_property
    def meaning(self) -> str:
        """A hash of what the policy means: twins share it, and any change of an amount, a term or a type changes it."""
        return meaning_hash(self.compiled)

    def bundle(self) -> bytes:
        """The policy as one JSON file that `load` reads back without checking it anew; the same bytes every time."""
        return write_bundle(self.compiled, self.warnings)

    def test(self) -> TestReport:
        """Run every case of the policy: each claim settled and compared, and what the cases reach of the policy."""
        ran = run_cases(self.settler)
        return TestReport(ran.compiled, ran.cases, ran.coverage)

    def schedule(self, language: str = "zh") -> str:
        """The policy itself as a readable schedule, in Markdown."""
        return schedule(self.compiled, Language(language))

    def ledger(self, openings: object = None, *, state: Mapping[str, Any] | None = None) -> Ledger:
        """A ledger for one member's claims in order, or where a total is kept by family, those of one family.

        `openings` are the totals before the first claim: "none" for a new member, else {period: {key: {total:
        amount}}}; a total that is not given is not known. A family's are its own, and under "member" by name what is
        each member's: {"member": {name: "none" or {period: …}}}. `state` is what `Ledger.state` gave. Raises ClaimError
        when the openings cannot be read, ValueError when the state is not one of this policy.
        """
        if state is not None:
            return self._ledger(settling.Ledger.from_data(self.settler, state))
        given = Openings()
        if openings is not None:
            read, findings = self.reader.read_ledger_openings(openings)
            if read is None:
                raise ClaimError(findings, self.compiled.source)
            given = read
            if keyless := without_key(given, self.compiled.interface):
                raise ClaimError(keyless, self.compiled.source)
        return self._ledger(settling.Ledger.open(self.settler, given))

    def _ledger(self, ledger: settling.Ledger) -> Ledger:
        return Ledger(self.compiled, self.read, ledger)
