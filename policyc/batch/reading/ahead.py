"""Work done ahead of whoever asks for it, on every core, and given in order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

THREADS = os.cpu_count() or 1


def ahead(works: Iterator[Callable[[], T]]) -> Iterator[T]:
    """What each piece of work gives, in their order. A few are begun before they are asked for."""
    waiting: deque[Future[T]] = deque()
    with ThreadPoolExecutor(THREADS) as pool:
        try:
            for work in works:
                waiting.append(pool.submit(work))
                if len(waiting) > THREADS:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
