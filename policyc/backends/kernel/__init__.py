"""The reading into machine code, by LLVM: a policy's columns for many claims at once.

plan       which columns are reckoned in which pass over the claims
words      the basis as operations on registers, as wide as each value's range needs
dates      days, months and years of the calendar, in registers
arrays     what a pass reads and writes, by name
column     the domain of words: what a choice, a look-back and a total become in a loop
function   one pass as a function: a loop over claims, loops over their lines
machine    the functions of this processor
kept       plan and machine code on disk, found by all that they are made of
"""
