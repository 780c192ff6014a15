"""The library's front door: a policy loaded from a file, claims settled with it, ledgers kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

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
from policyc.explain.schedule import schedule
from policyc.explained import Settlement
from policyc.folder import folder_at
from policyc.function import SettleFunction
from policyc.linking.paths import Folder
from policyc.report.diagnostic import Diagnostic, Language, Severity
from policyc.settling.assertions import broken_assertions
from policyc.settling.lacking import lacking
from policyc.settling.ledger import Ledger as MemberLedger
from policyc.settling.settle import Settler
from policyc.source import Source

Given = TypeVar("Given")
Made = TypeVar("Made")

ClaimLike = Mapping[str, object] | str | bytes


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
            return Ledger(self, MemberLedger.from_data(self.settler, state))
        given = Openings()
        if openings is not None:
            read, findings = self.reader.read_ledger_openings(openings)
            if read is None:
                raise ClaimError(findings, self.compiled.source)
            given = read
            if keyless := without_key(given, self.compiled.interface):
                raise ClaimError(keyless, self.compiled.source)
        return Ledger(self, MemberLedger.open(self.settler, given))


@frozen
class Voided:
    """An entry that voids the claim of a number, and the claims that were settled again for it."""

    number: str
    how: How
    again: tuple[Settlement, ...]


def standing(events: Iterable[Settlement | Voided]) -> tuple[Settlement, ...]:
    """The claims that stand after all that happened, each as it was settled last."""
    found: list[Settlement] = []
    for event in events:
        if isinstance(event, Settlement):
            found.append(event)
            continue
        again = {id(one.claim): one for one in event.again}
        found = [again.get(id(one.claim), one) for one in found if one.claim.number != event.number]
    return tuple(found)


@define(repr=False)
class Ledger:
    """One member's claims, or one family's, settled in order."""

    policy: Policy
    _ledger: MemberLedger

    def __repr__(self) -> str:
        interface = self.policy.compiled.interface
        owner = self._ledger.owner or ("one family" if interface.of_families else "one member")
        return f"<ledger of {interface.key} for {owner}>"

    def settle(self, claim: ClaimLike) -> Settlement:
        """Settle the next claim. Missing facts leave it undetermined, and later claims that read its totals too.

        Raises ClaimError when the claim cannot be read, is another member's or family's, does not say whose it is where
        that matters, or does not come after the last.
        """
        return self._add(self.policy.read(claim))

    def settle_all(self, claims: Iterable[ClaimLike]) -> tuple[Settlement, ...]:
        """Settle many claims in the ledger's order, settlement time, then claim number; those of them that stand.

        An entry `{"void": number, "how": "re-run" or "reverse"}` voids a claim at its own place in that order.
        Raises ClaimError.
        """
        return standing(event for _, event in self.follow(claims))

    def follow(self, claims: Iterable[ClaimLike]) -> Iterator[tuple[int, Settlement | Voided]]:
        """What becomes of each entry of such a list, as it is settled, with its place in the list, from 1.

        Raises ClaimError, with the `place` of the entry at fault.
        """
        read = [(place, self._placed(place, self._entry, claim)) for place, claim in enumerate(claims, 1)]
        if all(entry.settled_at is not None for _, entry in read):
            read.sort(key=lambda one: (one[1].settled_at, one[1].number or ""))
        for place, entry in read:
            yield place, self._placed(place, self._happens, entry)

    def _placed(self, place: int, do: Callable[[Given], Made], given: Given) -> Made:
        try:
            return do(given)
        except ClaimError as error:
            error.place = place
            raise

    def _happens(self, entry: Claim | Void) -> Settlement | Voided:
        if isinstance(entry, Claim):
            return self._add(entry)
        return Voided(entry.number, entry.how, self._void(entry.number, entry.how))

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
