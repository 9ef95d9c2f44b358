"""Our plan (oma suunnitelma): what the young person wants, in their words, and what adults promise, with days.

Two voices stand side by side and neither is written over the other. A voice grows by versions: what was said in March can be
read in June. Adults promise; the young person intends, and an intention is never late.
"""
