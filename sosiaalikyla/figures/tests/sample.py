"""Aino's path: in tests and in the gallery."""

from sosiaalikyla.figures.path_line import PathLine, StationMark, path_line

AINO = (
    StationMark("Suunnittelu yhdessä", "syyskuu", "done"),
    StationMark("Tutustuit Villeen", "2.10.", "done"),
    StationMark("Asunto haussa", "lokakuusta", "done"),
    StationMark("Olet tässä: asuntonäyttö", "to 26.11.", "here"),
    StationMark("Muutto omaan kotiin", "15.1.", "agreed"),
    StationMark("Saan kissan", "helmikuu", "agreed", own=True),
    StationMark("Oikeutesi jatkuu", "12.5.2031 asti", "far"),
)


def aino() -> PathLine:
    return path_line(
        AINO,
        title="Ainon polku",
        description="Seitsemän asemaa. Kolme on tehty, olet neljännellä, kolme on edessä.",
        name="sample",
    )
