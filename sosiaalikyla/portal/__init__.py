"""Front doors by role (etusivut), refreshing, and what the whole house shares: health, signing in and out, the clockwork.

The one app that may know all others. Pages made of many apps are composed here, as plain lists one can read.
"""
