"""The grammar and the lexicon, as data files."""
