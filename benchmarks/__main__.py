"""python -m benchmarks: all of them."""

from benchmarks import one_claim

one_claim.run()
