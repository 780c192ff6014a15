"""What engines found as a table of results: values, statuses, why, how many; some claims explained."""
