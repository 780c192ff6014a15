"""Spark: claims read by its tasks into the one form, put in the ledger's order by it, settled by its tasks in stretches.

What a claim means is told by policyc.batch alone; Spark moves rows.
"""
