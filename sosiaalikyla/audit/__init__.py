"""Who did or saw what (lokitiedot): an append-only trace, sealed afterwards into a chain.

Rows are plain inserts in the request's own transaction; the worker seals them. The app knows nobody: no foreign keys.
"""
