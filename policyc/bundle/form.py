"""A bundle as text: one line of canonical JSON around a table, sealed by the hash of what is inside.

sealed(head, table) -> bytes              opened(data) -> Opened, or NotBundleError / EditedError

Canonical: keys sorted, no spaces, no escapes but those JSON asks for. The text ends with one line end.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NoReturn

from attrs import frozen

from policyc.bundle.readers import MalformedError
from policyc.bundle.write import Table

FORMAT = 1
LARGEST = 64 * 1024 * 1024

_START = b'{"bundle":'
_SEAL = re.compile(rb',"integrity":"([0-9a-f]{64})"\}\n?\Z')
_SEAL_LENGTH = 100


def canonical(data: object) -> str:
    """The one way to write `data` as JSON. Raises ValueError for what is no number."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sealed(head: Mapping[str, str], table: Table) -> bytes:
    """The bundle of a table; `head` is what its file says of it beside."""
    inside = canonical({**head, "format": FORMAT, "records": table.records, "rows": table.rows}).encode()
    return b'%s%s,"integrity":"%s"}\n' % (_START, inside, sha256(inside).hexdigest().encode())


def looks_like_json(data: bytes) -> bool:
    """Is the text a JSON object or list, which no policy's text is?"""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


@frozen
class Opened:
    """What a bundle's file says. `intact` is whether it is as it was sealed."""

    inside: Mapping[str, Any]
    intact: bool

    def text(self, key: str) -> str:
        """What the head says of `key`, "" where it says nothing that can be told."""
        value = self.inside.get(key)
        return value[:80] if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def opened(data: bytes) -> Opened:
    """The content of a bundle's file, whatever its format. Raises MalformedError when it is no bundle at all."""
    try:
        outside = json.loads(
            data.decode("utf-8"), object_pairs_hook=_object, parse_float=_refused, parse_constant=_refused
        )
    except (ValueError, RecursionError):
        raise MalformedError from None
    inside = outside.get("bundle") if isinstance(outside, dict) else None
    if not isinstance(inside, dict):
        raise MalformedError
    seal = _SEAL.search(data, max(0, len(data) - _SEAL_LENGTH))
    if seal is None or not data.startswith(_START) or len(outside) != 2:
        return Opened(inside, intact=False)
    whole = memoryview(data)[len(_START) : seal.start()]
    return Opened(inside, intact=sha256(whole).hexdigest().encode() == seal[1])


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise MalformedError
    return found


def _refused(_: str) -> NoReturn:
    raise MalformedError
