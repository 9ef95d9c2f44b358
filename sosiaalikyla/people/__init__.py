"""The young person (nuori), the client relation (asiakkuus), placements (sijoitus) and who is responsible.

Exactly one worker is responsible for an open client relation on each day of it: the database itself refuses anything
else. Beside the one who helps stand the one who decides, a pair, a deputy and, in a change, the leaving and the receiving.
"""
