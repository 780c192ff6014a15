"""python -m benchmarks: all of them."""

from benchmarks import bundles, checking, engines, one_claim, processes, warehouse

one_claim.run()
engines.run()
processes.run()
checking.main()
bundles.run()
warehouse.run()
