"""What a policy means: the basis, terms, the worksheet, and the one meaning function."""
