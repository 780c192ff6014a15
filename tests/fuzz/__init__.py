"""Coverage-guided fuzzing of all that reads what others wrote.

    make fuzz                                          every target for a minute
    python -m tests.fuzz policy --seconds 1500         one target (policy, linked, claim, bundle, sheet) for so long
    python -m tests.fuzz policy .fuzz/policy/found/…   what was found, run again: without instruments, with a traceback

Needs `pip install -e '.[dev,fuzz]'`, which is atheris. A target starts from what the repository holds, `targets.py`
says from what; `changes.py` changes it along its own lines, and what reaches new code is changed further. It is kept
under `.fuzz/<target>/corpus` for the next run. A finding is an exception that is not documented, more than five
seconds of processor time, or more than a gibibyte of memory. One of each is kept under `.fuzz/<target>/found`, with
its traceback beside it. Reduce it, mend it, and put it into the nearest test file.
"""
