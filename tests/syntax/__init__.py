"""Tests of reading and writing policies."""
