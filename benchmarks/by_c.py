"""C by gcc over columns, one thread: called through ctypes, translated when it is first asked for."""

from __future__ import annotations

import ctypes
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.exact import NEW_YEAR
from benchmarks.generated import DAYS, FIRST_DAY, Array, Columns

SOURCE = Path(__file__).parent / "peers.c"
OF_STAYS = ("is_student", "level", "admission_no", "cost_fen")
OF_VISITS = ("member", "day", "level", "consult_fen", "other_fen", "selected", "emergency")
STAYS = ("deductible", "fund_paid", "self_paid")
VISITS = ("consult_paid", "other_paid", "fund_paid", "self_paid")


@cache
def library() -> ctypes.CDLL:
    """The functions of peers.c. Raises CalledProcessError where gcc does not take it, FileNotFoundError without gcc."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "peers.so"
        subprocess.run(["gcc", "-O3", "-march=native", "-fPIC", "-shared", "-o", str(made), str(SOURCE)], check=True)
        return ctypes.CDLL(str(made))


def fresh(count: int, names: Sequence[str]) -> Columns:
    return {name: np.empty(count, np.int64) for name in names}


def stays_into(columns: Columns, into: Columns) -> Columns:
    """As fast as it goes: divided through doubles, into arrays that are there."""
    return _stays(library().stays_through_doubles, columns, into)


def stays(columns: Columns) -> Columns:
    """Divided as integers are, into new arrays."""
    return _stays(library().stays_plainly, columns, fresh(len(columns["cost_fen"]), STAYS))


def _stays(function: ctypes._FuncPointer, columns: Columns, into: Columns) -> Columns:
    count = len(columns["cost_fen"])
    arrays = [*(columns[name] for name in OF_STAYS), *(into[name] for name in STAYS)]
    function(ctypes.c_int64(0), ctypes.c_int64(count), *map(_address, arrays))
    return into


def visits(columns: Columns) -> Columns:
    """A counting sort by the day, then each member's years; into new arrays."""
    count = len(columns["member"])
    into = fresh(count, VISITS)
    numbers = (count, int(columns["member"].max()) + 1, FIRST_DAY, DAYS, NEW_YEAR)
    arrays = [*(columns[name] for name in OF_VISITS), *(into[name] for name in VISITS)]
    if library().visits(*map(ctypes.c_int64, numbers), *map(_address, arrays)):
        raise MemoryError
    return into


def _address(array: Array) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)
