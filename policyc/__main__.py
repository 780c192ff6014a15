"""python -m policyc: the command line."""

from policyc.cli import main

main()
