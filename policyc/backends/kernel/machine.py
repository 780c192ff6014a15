"""LLVM assembly into functions of this machine, kept on disk so that a policy is translated once.

translated(text) -> Machine               its `function(name)` takes addresses and counts
"""

from __future__ import annotations

import ctypes
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from attrs import define, field
from llvmlite import binding as llvm

OPTIMISATION = 3


@define(eq=False)
class Machine:
    """The functions of one module, as long as this object lives."""

    _engine: llvm.ExecutionEngine
    _made: dict[str, Callable[..., None]] = field(factory=dict)

    def function(self, name: str, arrays: int) -> Callable[..., None]:
        """The pass `name` of so many arrays: it takes two counts, the order's address and each array's."""
        if name not in self._made:
            kinds = [ctypes.c_int64, ctypes.c_int64, *([ctypes.c_void_p] * (1 + arrays))]
            self._made[name] = ctypes.CFUNCTYPE(None, *kinds)(self._engine.get_function_address(name))
        return self._made[name]


def translated(text: str, folder: Path | None) -> Machine:
    """The module as machine code: out of `folder`, if it was translated for this kind of processor before."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    machine = llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten(), opt=OPTIMISATION, jit=True
    )
    path = None if folder is None else folder / f"{_mark(text)}.o"
    code = _read(path)
    if code is None:
        code = _code(text, machine)
        _write(path, code)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return Machine(engine)


def _mark(text: str) -> str:
    """What the machine code depends on, as a name."""
    host = (
        llvm.get_host_cpu_name(),
        llvm.get_host_cpu_features().flatten(),
        ".".join(map(str, llvm.llvm_version_info)),
    )
    return hashlib.sha256("\n".join((text, *host, str(OPTIMISATION))).encode()).hexdigest()[:40]


def _code(text: str, machine: llvm.TargetMachine) -> bytes:
    module = llvm.parse_assembly(text)
    module.verify()
    options = llvm.create_pipeline_tuning_options(speed_level=OPTIMISATION)
    options.loop_vectorization = options.slp_vectorization = True
    builder = llvm.create_pass_builder(machine, options)
    builder.getModulePassManager().run(module, builder)
    code: bytes = machine.emit_object(module)
    return code


def _read(path: Path | None) -> bytes | None:
    """What was written, if it is whole: a check sum stands before it."""
    if path is None:
        return None
    try:
        kept = path.read_bytes()
    except OSError:
        return None
    return kept[32:] if hashlib.sha256(kept[32:]).digest() == kept[:32] else None


def _write(path: Path | None, code: bytes) -> None:
    """Kept for the next time; where that cannot be, the next time translates again."""
    if path is None:
        return
    partial = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(hashlib.sha256(code).digest() + code)
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
