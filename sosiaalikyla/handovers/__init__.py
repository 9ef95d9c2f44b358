"""Change of worker (saattaen vaihto): from the first thought of it to the question four weeks after.

One state machine (`machine.py`), one row per change (`Handover`). The young person's wishes rule the talk and our shared
plan; silence is neither a wish nor an acceptance. What isn't done in time rises, first to the worker, then to the manager.
"""
