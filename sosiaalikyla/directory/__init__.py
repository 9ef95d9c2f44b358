"""The directory (palveluhakemisto): services near you, from the national service catalogue (PTV) and our own additions.

What the catalogue says is kept as it came, with its source and time; our own titles, corrections and additions stand
beside it and no import writes over them.
"""
