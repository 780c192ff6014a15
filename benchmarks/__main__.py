"""python -m benchmarks: all of them."""

from benchmarks import bundles, checking, one_claim, processes, warehouse

one_claim.run()
processes.run()
checking.main()
bundles.run()
warehouse.run()
