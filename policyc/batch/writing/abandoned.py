"""Runs that were killed: what they left beside the results is cleared away by the next run that writes there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

MARK = "in use"
"""The file that a run holds locked in its folder; the system lets go of it however the run ends."""


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """Marks the folder of a run as in use, and clears away those for the same results that no longer are."""
    lock = _locked(folder)
    try:
        if lock is not None:
            _clear_away(folder)
        yield
    finally:
        if lock is not None:
            lock.release()


def _locked(folder: Path) -> FileLock | None:
    """The lock of a folder, once it is held; None where another process holds it or the file system knows no locks."""
    lock = FileLock(folder / MARK, timeout=0)
    try:
        lock.acquire()
    except (Timeout, OSError, NotImplementedError):
        return None
    return lock


def _clear_away(own: Path) -> None:
    results = own.name.rpartition(".")[0] + "."
    for folder in own.parent.iterdir():
        # without its mark a run has only just begun
        if folder != own and folder.name.startswith(results) and (folder / MARK).exists():
            lock = _locked(folder)
            if lock is not None:
                lock.release()
                shutil.rmtree(folder, ignore_errors=True)
