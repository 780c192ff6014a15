"""LLVM assembly into functions of this machine.

code_of(text) -> bytes               machine code for this kind of processor, which `host` tells
loaded(code) -> Machine              its `function(name)` takes addresses and counts
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache

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


@cache
def host() -> tuple[str, ...]:
    """What machine code depends on beside the assembly."""
    version = ".".join(map(str, llvm.llvm_version_info))
    return llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten(), version, str(OPTIMISATION)


def code_of(text: str) -> bytes:
    """The module as machine code."""
    machine = _target()
    module = llvm.parse_assembly(text)
    module.verify()
    options = llvm.create_pipeline_tuning_options(speed_level=OPTIMISATION)
    options.loop_vectorization = options.slp_vectorization = True
    builder = llvm.create_pass_builder(machine, options)
    builder.getModulePassManager().run(module, builder)
    code: bytes = machine.emit_object(module)
    return code


def loaded(code: bytes) -> Machine:
    """Machine code that can be called."""
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _target())
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return Machine(engine)


def _target() -> llvm.TargetMachine:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    processor, features, *_ = host()
    triple = llvm.Target.from_default_triple()
    return triple.create_target_machine(cpu=processor, features=features, opt=OPTIMISATION, jit=True)
