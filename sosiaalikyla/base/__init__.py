"""What every page stands on: layout, parts, words for dates, the clock, headers and error pages.

Finnish words: etusivu (front page), poistumisnappi (quick exit), apua nyt (help now), polku (path).
It knows nobody: no models, no session, no queries.
Everything above it takes its looks, its time and its formats from here.
"""
