"""The library's front door: a policy loaded from a file, claims settled with it, ledgers kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from attrs import define, frozen

from policyc.asking import asked
from policyc.bundle import looks_like_json, read_bundle, write_bundle
from policyc.bundle.meaning import meaning_hash
from policyc.cases.json_form import report_data
from policyc.cases.model import CaseReport
from policyc.cases.run import run_cases
from policyc.cases.text import render_text as render_cases
from policyc.claims.claim import Claim, Openings
from policyc.claims.opening import without_key
from policyc.claims.reader import ClaimReader
from policyc.claims.voiding import How, Void, is_void, read_void
from policyc.compiled import Compiled
from policyc.errors import ClaimError, PolicyError, TableError
from policyc.explain.explanation import explain
from policyc.explain.json_form import to_json
from policyc.explain.markdown import render_markdown
from policyc.explain.model import Explanation
from policyc.explain.schedule import schedule
from policyc.explain.text import render_text
from policyc.folder import folder_at
from policyc.ledger import Ledger as MemberLedger
from policyc.linking.paths import Folder
from policyc.report.diagnostic import Diagnostic, Language, Severity
from policyc.settle import Settler
from policyc.settlement import Settlement as FilledSettlement
from policyc.source import Source

ClaimLike = Mapping[str, object] | str | bytes


@frozen(eq=False, slots=False, repr=False)
class Settlement(FilledSettlement):
    """A settled claim that can say how it came about."""

    def __repr__(self) -> str:
        answers = ", ".join(f"{result.name} {result.status.value} {result.payment}" for result in self.benefits)
        return f"<settlement of {self.compiled.interface.key}: {answers}>"

    @cached_property
    def explanation(self) -> Explanation:
        """The steps of the settlement as data."""
        return explain(self)

    def explain(self, language: str = "zh", form: str = "text", *, colour: bool = False) -> str:
        """How the settlement came about, in `language` ("zh" or "en"), as terminal "text" or "markdown"."""
        reader = Language(language)
        if form == "markdown":
            return render_markdown(self.explanation, reader)
        return render_text(self.explanation, reader, colour=colour)

    def explanation_data(self) -> dict[str, Any]:
        """The explanation as plain data for JSON, in both languages, with its version."""
        return to_json(self.explanation)


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

    def __repr__(self) -> str:
        return f"<policy {self.compiled.interface.key}>"

    @cached_property
    def settler(self) -> Settler:
        return Settler(self.compiled, Settlement)

    @cached_property
    def reader(self) -> ClaimReader:
        return ClaimReader(self.compiled.interface)

    def asking(self, *results: str) -> Policy:
        """The same policy, answering for these results only: what the others need is not asked of a claim.

        `results` are names of rules, table outputs or benefits, in either spelling. Raises KeyError for any other.
        """
        return Policy(asked(self.compiled, results), self.warnings)

    def evaluate(self, claim: ClaimLike) -> Settlement:
        """Settle one claim by itself, from the openings it gives.

        `claim` is a mapping or JSON text; amounts are strings, integers or Decimal, never floats. Raises ClaimError
        when the claim cannot be read, when facts that matter for it are missing, or when an assertion of the
        policy does not hold of the result.
        """
        settlement = self.settle(self.read(claim))
        lacking = self.settler.lacking(settlement)
        if lacking:
            raise ClaimError(lacking, self.compiled.source)
        return settlement

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
        broken = self.settler.broken_assertions(settlement)
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
        from policyc.batch.fault import BatchError
        from policyc.batch.libraries import with_libraries

        def settle() -> Any:
            from policyc.batch.in_memory import settle_table

            return settle_table(self.settler, claims, openings, engine, language)

        try:
            return with_libraries(settle)
        except BatchError as error:
            raise TableError(error.diagnostics, self.compiled.source) from None

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
        """A ledger for one member's claims in order.

        `openings` are the totals before the first claim: "none" for a new member, else {period: {key: {total:
        amount}}}; a total that is not given is not known. `state` is what `Ledger.state` gave. Raises ClaimError
        when the openings cannot be read, ValueError when the state is not one of this policy.
        """
        if state is not None:
            return Ledger(self, MemberLedger.from_data(self.settler, state))
        given = Openings()
        if openings is not None:
            given = self.read({"openings": openings}).openings
            if keyless := without_key(given, self.compiled.interface):
                raise ClaimError(keyless, self.compiled.source)
        return Ledger(self, MemberLedger.open(self.settler, given))


@define(repr=False)
class Ledger:
    """One member's claims, settled in order."""

    policy: Policy
    _ledger: MemberLedger

    def __repr__(self) -> str:
        return f"<ledger of {self.policy.compiled.interface.key} for {self._ledger.member or 'one member'}>"

    def settle(self, claim: ClaimLike) -> Settlement:
        """Settle the next claim. Missing facts leave it undetermined, and later claims that read its totals too.

        Raises ClaimError when the claim cannot be read, is another member's, or does not come after the last.
        """
        return self._add(self.policy.read(claim))

    def settle_all(self, claims: Iterable[ClaimLike]) -> tuple[Settlement, ...]:
        """Settle many claims in the ledger's order, settlement time, then claim number; those of them that stand.

        An entry `{"void": number, "how": "re-run" or "reverse"}` voids a claim at its own place in that order.
        Raises ClaimError.
        """
        read = [self._entry(claim) for claim in claims]
        timed = [entry for entry in read if entry.settled_at is not None]
        if len(timed) == len(read):
            read.sort(key=lambda entry: (entry.settled_at, entry.number or ""))
        standing: list[Settlement] = []
        for entry in read:
            if isinstance(entry, Claim):
                standing.append(self._add(entry))
                continue
            again = {id(one.claim): one for one in self._void(entry.number, entry.how)}
            standing = [again.get(id(one.claim), one) for one in standing if one.claim.number != entry.number]
        return tuple(standing)

    def _entry(self, entry: ClaimLike) -> Claim | Void:
        if not isinstance(entry, Mapping) or not is_void(entry):
            return self.policy.read(entry)
        void, findings = read_void(entry)
        if void is None:
            raise ClaimError(findings, self.policy.compiled.source)
        return void

    def void(self, number: str, how: str) -> tuple[Settlement, ...]:
        """Void the standing claim of a number, "re-run" or "reverse"; gives what is settled again.

        "re-run": all claims after it are settled again as if it had never been. "reverse": what it paid and counted
        is taken back, and those after it stand as they are. Raises ClaimError for a number that does not stand.
        """
        void, findings = read_void({"void": number, "how": how})
        if void is None:
            raise ClaimError(findings, self.policy.compiled.source)
        return self._void(void.number, void.how)

    def _void(self, number: str, how: How) -> tuple[Settlement, ...]:
        settled, findings = self._ledger.void(number, how)
        if findings:
            raise ClaimError(findings, self.policy.compiled.source)
        return tuple(one for one in settled if isinstance(one, Settlement))

    def _add(self, claim: Claim) -> Settlement:
        settlement, findings = self._ledger.add(claim)
        if settlement is None:
            raise ClaimError(findings, self.policy.compiled.source)
        assert isinstance(settlement, Settlement)
        return settlement

    @property
    def state(self) -> dict[str, Any]:
        """The ledger's totals as plain data for JSON; `Policy.ledger(state=…)` goes on from them."""
        return self._ledger.as_data()


def load(path: str | Path) -> Policy:
    """Read and check a policy file, or open a bundle of one.

    The files that it amends or uses are read from its own folder, and from what lies below. Raises PolicyError when it
    has errors, OSError when it cannot be read.
    """
    return loads(Path(path).read_bytes(), Path(path).name, folder=Path(path).parent)


def loads(data: bytes, name: str = "policy.pol", *, folder: str | Path | None = None) -> Policy:
    """Check a policy's text, UTF-8, or open a bundle. Raises PolicyError when it has errors.

    `folder` is where the files that the policy amends or uses are; without it, naming one is an error.
    """
    root = None if folder is None else folder_at(Path(folder))
    compiled, source, findings = read_policy(name, data, root)
    if compiled is None:
        raise PolicyError(findings, source)
    return policy_of(compiled, findings)


def policy_of(compiled: Compiled, findings: Iterable[Diagnostic]) -> Policy:
    """A checked policy with those of its findings that are warnings."""
    return Policy(compiled, tuple(finding for finding in findings if finding.severity is Severity.WARNING))


def read_policy(
    name: str, data: bytes, folder: Folder | None = None
) -> tuple[Compiled | None, Source, tuple[Diagnostic, ...]]:
    """A policy's text checked or a bundle opened, by what it is, and what was found in it. The source shows where.

    `folder` gives the files that the text names.
    """
    if looks_like_json(data):
        compiled, findings = read_bundle(data)
        return compiled, Source(name, "") if compiled is None else compiled.source, findings
    # a bundle needs neither the parser nor the checker
    from policyc.compile import compile_bytes

    return compile_bytes(name, data, folder)
