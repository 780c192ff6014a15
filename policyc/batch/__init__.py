"""Many claims at once: tables of claims in, tables of results out, settled by an engine ledger by ledger.

Heavy libraries (pyarrow, numpy, DuckDB) are imported only once there is a table to settle.
"""
