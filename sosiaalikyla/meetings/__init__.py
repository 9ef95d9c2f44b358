"""Agreed times (tapaamiset): when, how, with whom, and whether it suits the young person. Calls and visits alike.

"I can't come" is one tap and needs no reason.
"""
