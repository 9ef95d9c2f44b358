"""Sosiaalikylä: a village where nobody falls between services.

This file imports nothing, so that the pure parts (`rules.engine`, `figures`) load without Django.
"""
