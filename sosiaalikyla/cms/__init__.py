"""The editors' own process (sisällöt): the village's pages are written, reviewed, translated and published here.

A second Django configuration over the same database, with Wagtail in it. It knows no accounts, no young people and no
paths: its tables stand in a schema of their own, and its database role opens nothing else but what is published.
"""
