"""Drawings and plain sums: pure Python, no Django.

Finnish words: polku (path), asema (station).
Everything drawn here is also given as a list, because a picture alone is nobody's only way to read.
"""
