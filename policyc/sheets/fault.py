"""What keeps a sheet from being read, carried up to whoever asked for it."""

from __future__ import annotations

from collections.abc import Iterable

from policyc.report.diagnostic import Argument, Diagnostic


class SheetError(Exception):
    """A sheet that cannot be read as it is. `diagnostics` say where, by cell address, and what to do."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__(", ".join(diagnostic.code for diagnostic in self.diagnostics))


def fault(slug: str, **arguments: Argument) -> SheetError:
    """One fault, by its entry in the catalogue."""
    return SheetError((Diagnostic(slug, None, arguments),))
