"""A claim settled: its facts into the worksheet's row, the row into each benefit's answer, and a ledger of many.

openings   what had added up before            filling     the row, column by column
settle     facts in, a settlement out          settlement  what it says; `blame` and `lacking` why there is no answer
ledger     the claims of one member in order   standing    what a settled claim left in the totals
"""
