"""Invented people (keksityt ihmiset): named lives as dated lines, replayed through the same actions that pages use.

Sign-in by name and the demo's post exist only where people are invented. Every page says that they are.
"""
