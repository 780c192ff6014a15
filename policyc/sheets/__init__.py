"""Spreadsheets in and out: a sheet of a benefit schedule as a decision table, a policy as a workbook for review."""
