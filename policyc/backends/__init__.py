"""The readings of a worksheet, one domain each."""
