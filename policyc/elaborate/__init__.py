"""From what is said to what is meant, below the clauses: names, types, scales and exact decisions."""
