"""Spark: its tasks read claims into the one form, it puts them in order, its tasks settle them in stretches.

What a claim means is told by policyc.batch alone; Spark moves rows.
"""

SPARK = "spark"
"""What `policyc run --engine` calls it."""
