"""A small content folder: one house, one section, two pages and a card, as files."""

from __future__ import annotations

from pathlib import Path

HOUSE = """key: pihatalo
slugs: {fi: pihatalo, sv: gardshuset, en: yard-house}
accent: pine
title: {fi: Pihatalo, sv: Gårdshuset, en: The Yard House}
lead:
  fi: Kaikille pihalla.
  fi-plain: Kaikille.
  sv: För alla på gården.
  en: For everybody in the yard.
owner: content.aftercare
sections:
- key: portti
  slugs: {fi: portti, sv: porten, en: gate}
  title: {fi: Portti, sv: Porten, en: Gate}
"""

PAGE = """key: {key}
slugs: {{fi: {key}, sv: {key}-sv, en: {key}-en}}
owner: content.aftercare
review_by: 2027-05-01
valid_from: 2026-01-01
valid_until: null
review: waiting
life_areas: [home]
phases: [settle]
law:
- {{act: 417/2007, section: 75 §, link: "https://www.finlex.fi/", checked: 2026-11-21, verification: S}}
sources:
- {{title: Laki, publisher: Finlex, link: "https://www.finlex.fi/", year: 2026, checked: 2026-11-21}}
help: [emergency]
disputed: null
related: [{other}]
search_words: {{fi: [pihalle], sv: [gård], en: [yard]}}
"""

FI = """# {title}

Tästä pääset pihalle.

## Ensin
Avaa portti. Lue [toinen sivu](page:{other}).

## !steps Sitten
+ Astu sisään.
+ Sulje portti.
"""
PLAIN = "# {title}\n\nMene pihalle.\n\n## Ensin\nAvaa portti.\n\n## !steps Sitten\n+ Astu.\n+ Sulje.\n"
SV = (
    "# {title} sv\n\nHär kommer du till gården.\n\n## Först\nÖppna porten.\n\n## !steps Sedan\n+ Stig in.\n+ Stäng porten.\n"
)


def folder(where: Path) -> Path:
    house = where / "houses" / "pihatalo"
    for key, other in (("portista", "lukosta"), ("lukosta", "portista")):
        place = house / "portti" / key
        place.mkdir(parents=True)
        (place / "page.yaml").write_text(PAGE.format(key=key, other=other), encoding="utf-8")
        words = {"title": key.title(), "other": other}
        for name, text in (("fi.md", FI), ("fi-plain.md", PLAIN), ("sv.md", SV)):
            (place / name).write_text(text.format(**words), encoding="utf-8")
    (house / "house.yaml").write_text(HOUSE, encoding="utf-8")
    card = where / "cards" / "lupa"
    card.mkdir(parents=True)
    (card / "page.yaml").write_text(PAGE.format(key="lupa", other="portista"), encoding="utf-8")
    (card / "fi.md").write_text(FI.format(title="Lupa", other="portista"), encoding="utf-8")
    return where
