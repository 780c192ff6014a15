"""Many claims at once: tables of claims in, tables of results out, settled ledger by ledger.

`reading` brings claims into one form and their order, a `stretch` is whole ledgers of them as arrays, `engines` settle
it, `answering` makes results of what they found, `writing` puts them on disk. `run` is this walk; `file_to_file`,
`in_memory` and `spark` are where it begins and ends. Heavy libraries (pyarrow, numpy, DuckDB) are imported only once
there is a table to settle.
"""
