"""Writes the gallery's copies of the sample path anew: `python -m sosiaalikyla.figures.tests.gallery`."""

from pathlib import Path

from .sample import aino

FOLDER = Path(__file__).parents[2] / "base" / "templates" / "base" / "gallery"

if __name__ == "__main__":
    line = aino()
    (FOLDER / "path_narrow.svg").write_text(line.narrow, "utf-8")
    (FOLDER / "path_wide.svg").write_text(line.wide, "utf-8")
