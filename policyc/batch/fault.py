"""What keeps a whole table from being settled, carried up to whoever asked for it."""

from __future__ import annotations

from collections.abc import Iterable

from policyc.report.diagnostic import Argument, Diagnostic


class BatchError(Exception):
    """A table that cannot be settled as it is. `diagnostics` say why, and what to do."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__(", ".join(diagnostic.code for diagnostic in self.diagnostics))


def fault(slug: str, **arguments: Argument) -> BatchError:
    """One fault, by its entry in the catalogue."""
    return BatchError((Diagnostic(slug, None, arguments),))
