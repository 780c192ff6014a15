"""The folder of a policy's file: what the policy names is read from there, and from nowhere else."""

from __future__ import annotations

from pathlib import Path

from policyc.linking.paths import OUTSIDE, Folder
from policyc.report.diagnostic import Words
from policyc.source import LARGEST

_MISSING = Words("没有这个文件", "there is no such file")
_NOT_A_FILE = Words("它不是普通文件", "it is not a regular file")
_FORBIDDEN = Words("没有读它的权限", "it may not be read")
_UNREADABLE = Words("读不了", "it cannot be read")


def folder_at(root: Path) -> Folder:
    """Reads files under `root`; links that lead out of it are not followed."""

    def read(path: str) -> bytes | Words:
        try:
            file = (root / path).resolve()
            if not file.is_relative_to(root.resolve()):
                return OUTSIDE
            if not file.exists():
                return _MISSING
            if not file.is_file():
                return _NOT_A_FILE
            with file.open("rb") as opened:
                return opened.read(LARGEST + 1)
        except PermissionError:
            return _FORBIDDEN
        except (OSError, ValueError, RuntimeError):  # no file has such a name, or its links lead in a circle
            return _UNREADABLE

    return read
