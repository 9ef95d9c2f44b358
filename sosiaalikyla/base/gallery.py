"""Samples for `/components/`. Invented people; the drawing is a copy kept equal by a test in `figures`."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator

FOLDER = Path(__file__).parent / "templates" / "base" / "gallery"


class SampleForm(forms.Form):
    used_name = forms.CharField(
        label="Millä nimellä sinua kutsutaan?",
        help_text="Nimi, jota itse käytät.",
        error_messages={"required": "Kirjoita nimi, jota käytät"},
    )
    phone = forms.CharField(label="Puhelinnumero", required=False)
    way = forms.ChoiceField(
        label="Miten haluat, että otamme yhteyttä?",
        choices=[("sms", "Tekstiviestillä"), ("call", "Soittamalla"), ("none", "En vielä tiedä")],
        widget=forms.RadioSelect,
        error_messages={"required": "Valitse tapa, tai En vielä tiedä"},
    )
    topics = forms.MultipleChoiceField(
        label="Mistä haluat puhua?",
        choices=[("home", "Koti"), ("money", "Raha"), ("people", "Ihmiset")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    words = forms.CharField(label="Omin sanoin", widget=forms.Textarea(attrs={"rows": 4}), required=False)


def samples() -> dict[str, Any]:
    return {
        "form": SampleForm({"phone": "040 000 0000"}),
        "page": Paginator(range(120), 50).page(2),
        "day": date(2026, 11, 19),
        "line": SimpleNamespace(
            narrow=_drawing("path_narrow.svg"),
            wide=_drawing("path_wide.svg"),
            stations=[
                _row(label="Suunnittelu yhdessä", when="syyskuu", state="done"),
                _row(label="Tutustuit Villeen", when="2.10.", state="done"),
                _row(label="Asunto haussa", when="lokakuusta", state="done"),
                _row(label="Olet tässä: asuntonäyttö", when="to 26.11.", state="here"),
                _row(label="Muutto omaan kotiin", when="15.1.", state="agreed"),
                _row(label="Saan kissan", when="helmikuu", state="agreed"),
                _row(label="Oikeutesi jatkuu", when="12.5.2031 asti", state="far"),
            ],
        ),
        "memory": [
            _row(text="Vuokrasopimus luettu yhdessä", done=True),
            _row(text="Sähkösopimus", done=False),
            _row(text="Kotivakuutus", done=False),
        ],
        "dates": [
            _row(
                label="Kela odottaa vastausta",
                day=date(2026, 12, 3),
                why="Kirje tuli 19.11. Aikaa on kaksi viikkoa.",
            ),
            _row(label="Avaimet", day=date(2027, 1, 15), why="Sovittu vuokranantajan kanssa."),
        ],
        "heads": [
            _row(text="Kunta", number=False),
            _row(text="Jonossa", number=True),
            _row(text="Päiviä", number=True),
        ],
        "rows": [["Kokkola", 12, 41], ["Kaustinen", "alle 5", "–"], ["Pietarsaari", 9, 38]],
        "trail": [
            _row(text="Etusivu", href="/"),
            _row(text="Oikeutesi", href="#crumbs"),
            _row(text="Oma päivä", href=""),
        ],
    }


def _row(**fields: Any) -> SimpleNamespace:
    return SimpleNamespace(**fields)


class Drawing(str):
    """SVG written by figures, which escapes every text."""

    def __html__(self) -> str:
        return self


def _drawing(name: str) -> str:
    return Drawing((FOLDER / name).read_text("utf-8"))
