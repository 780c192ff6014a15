"""Files that name other files, brought together: what a policy amends, what it uses, as one tree to elaborate."""
