"""The village (kylä): houses (talot) of open pages, rights cards (oikeuskortit), and the search over all that is open.

Pages are written elsewhere (files in `content/`, or the editors' own process) and stand here as published: one row per
page, language and variant. Nothing here looks at the session: the same bytes for everybody.
"""
