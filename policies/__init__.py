"""Whole policies, shipped with the package."""
