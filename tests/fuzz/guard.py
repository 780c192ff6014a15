"""One input run within bounds of time and memory, and what escapes it kept: one input for each place it came from."""

from __future__ import annotations

import resource
import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from types import FrameType

from attrs import define, field

from tests.fuzz.targets import Target

SECONDS = 5.0
"""Of processor time, for one input."""

MEMORY = 1 << 30
"""Bytes that the process may take beyond what it has at the start."""


class TookTooLongError(BaseException):
    """No `except Exception` of what is tested may take it for its own."""


@define
class Findings:
    """What was found, in a folder; `places` are those that have been seen, and how often."""

    folder: Path
    places: dict[str, int] = field(factory=dict)

    def run(self, target: Target, data: bytes) -> None:
        """Runs the target on the input and keeps what escapes it."""
        try:
            with limited():
                target.run(data)
        except (Exception, TookTooLongError) as error:
            self._keep(data, error)

    def _keep(self, data: bytes, error: BaseException) -> None:
        place = place_of(error)
        self.places[place] = self.places.get(place, 0) + 1
        path = self.folder / sha256(place.encode()).hexdigest()[:12]
        if not path.exists() or path.stat().st_size > len(data):
            self.folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            path.with_suffix(".txt").write_text("".join(traceback.format_exception(error)), encoding="utf-8")


def place_of(error: BaseException) -> str:
    """The exception, and the innermost line of policyc it came through; time runs out anywhere below a place."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "/policyc/" in frame.filename] or list(frames)
    if isinstance(error, TookTooLongError):
        return f"too long in {own[0].name}, {own[min(3, len(own) - 1)].name}"
    return f"{type(error).__name__} at {Path(own[-1].filename).name}:{own[-1].lineno}"


@contextmanager
def limited() -> Iterator[None]:
    """Raises TookTooLongError after too much processor time."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TookTooLongError

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def limit_memory() -> None:
    """From here on the process gets MemoryError for more than it may take."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    bound = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
