"""Long work that can be stopped at any moment, also while a library does not listen, and leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import TypeVar

Answer = TypeVar("Answer")

_TURN = 0.2
_INTERRUPTED, _TERMINATED = 130, 143


def stoppable(action: Callable[[], Answer], folder: Path) -> Answer:
    """What `action` gives or raises. Stopped by a signal, the process ends at once, `folder` removed."""
    answers: list[Answer] = []
    errors: list[BaseException] = []

    def work() -> None:
        try:
            answers.append(action())
        except BaseException as error:  # carried over to the thread that waits
            errors.append(error)

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TERMINATED))
    worker = Thread(target=work, daemon=True)
    worker.start()
    try:
        while worker.is_alive():
            worker.join(_TURN)
    except (KeyboardInterrupt, SystemExit) as stop:
        # twice, for the work goes on until the process ends
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(_INTERRUPTED if isinstance(stop, KeyboardInterrupt) else _TERMINATED)
    if errors:
        raise errors[0]
    return answers[0]
