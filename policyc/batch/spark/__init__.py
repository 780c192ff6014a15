"""Spark: its tasks read claims into the one form, it brings each member's together, its tasks settle them in order.

What a claim means is told by policyc.batch alone; Spark moves rows.
"""

SPARK = "spark"
"""What `policyc run --engine` calls it."""
