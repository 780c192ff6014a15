"""A checked policy as one JSON file, and back without its text being read again.

write_bundle(compiled, warnings) -> bytes         read_bundle(data) -> Compiled or None, findings
"""

from __future__ import annotations

from attrs import frozen

from policyc.bundle.form import FORMAT, LARGEST, looks_like_json, opened, sealed
from policyc.bundle.meaning import meaning_hash
from policyc.bundle.read import read_rows
from policyc.bundle.readers import MalformedError
from policyc.bundle.shape import fingerprint
from policyc.bundle.sound import check_sound
from policyc.bundle.write import table_of
from policyc.compiled import Compiled
from policyc.report.diagnostic import Diagnostic

__all__ = ["Content", "looks_like_json", "read_bundle", "write_bundle"]


@frozen
class Content:
    """All that a bundle holds: the checked policy and the warnings that its check gave."""

    compiled: Compiled
    warnings: tuple[Diagnostic, ...]


def write_bundle(compiled: Compiled, warnings: tuple[Diagnostic, ...]) -> bytes:
    """The bundle of a checked policy, the same bytes every time."""
    head = {
        "compiler": _version(),
        "fingerprint": fingerprint(Content),
        "meaning": meaning_hash(compiled),
        "policy": compiled.interface.key,
    }
    return sealed(head, table_of(Content(compiled, warnings)))


def read_bundle(data: bytes) -> tuple[Compiled | None, tuple[Diagnostic, ...]]:
    """The policy of a bundle and the warnings it keeps; None and why, where it cannot be used."""
    if len(data) > LARGEST:
        return None, (Diagnostic("bundle-too-large", None, {"size": len(data), "limit": LARGEST}),)
    try:
        found = opened(data)
    except MalformedError:
        return None, (Diagnostic("not-a-bundle", None),)
    if found.inside.get("format") != FORMAT or found.inside.get("fingerprint") != fingerprint(Content):
        versions = {"theirs": found.text("compiler"), "ours": _version()}
        return None, (Diagnostic("bundle-of-other-version", None, versions),)
    if not found.intact:
        return None, (Diagnostic("bundle-edited", None),)
    try:
        content = _content(found.inside.get("records"), found.inside.get("rows"))
    except MalformedError:
        return None, (Diagnostic("bundle-unsound", None),)
    return content.compiled, content.warnings


def _content(records: object, rows: object) -> Content:
    try:
        read = read_rows(records, rows, Content)
        content = read.records[-1] if read.records else None
        if not isinstance(content, Content):
            raise MalformedError
        check_sound(content.compiled, content.warnings, read)
    except RecursionError:
        raise MalformedError from None
    return content


def _version() -> str:
    from importlib.metadata import version

    return version("policyc")
