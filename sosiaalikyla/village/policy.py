"""The village is open: everybody reads, and only the editors' role, the worker's index and the owner's commands write."""

from __future__ import annotations

from sosiaalikyla.access.rows import plain
from sosiaalikyla.village.models import Feedback, Findable, Rendered, StandingFact, Synonym, WordForm, WordWeight

plain(Rendered, why="published pages, the same for everybody", web="S", worker="S", cms="SIUD")
plain(StandingFact, why="sums and days of public sources", web="S", worker="S", cms="SIUD")
plain(Findable, why="an index of what is public", web="S", worker="SIUD")
plain(WordForm, why="words of a dictionary", web="S", worker="SIUD")
plain(WordWeight, why="counts of words in public pages", web="S", worker="SIUD")
plain(Synonym, why="everyday words and what they mean", web="S", worker="SU", cms="SIUD")
plain(Feedback, why="nobody's name and no time of day; editors read it", web="SI", worker="SD", cms="SD")
