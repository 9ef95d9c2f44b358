"""How days, times and names are written, in all three languages, in this one module.

`day`, `weekday_day`, `month` and `clock_time` stand alone, in lists and tables.
`day_in_sentence` carries its preposition or case ending, so that a sentence is never built from pieces:
fi "torstaina 26. marraskuuta", sv "torsdagen den 26 november", en "on Thursday 26 November".
"""

from datetime import date, datetime, time

from django.utils.translation import get_language

from .clock import HELSINKI, today

MONTHS = {
    "fi": (
        "tammikuu", "helmikuu", "maaliskuu", "huhtikuu", "toukokuu", "kesäkuu",
        "heinäkuu", "elokuu", "syyskuu", "lokakuu", "marraskuu", "joulukuu",
    ),
    "sv": (
        "januari", "februari", "mars", "april", "maj", "juni",
        "juli", "augusti", "september", "oktober", "november", "december",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
WEEKDAYS = {
    "fi": ("ma", "ti", "ke", "to", "pe", "la", "su"),
    "sv": ("må", "ti", "on", "to", "fr", "lö", "sö"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
ON_WEEKDAY = {
    "fi": (
        "maanantaina", "tiistaina", "keskiviikkona", "torstaina", "perjantaina", "lauantaina", "sunnuntaina",
    ),
    "sv": ("måndagen", "tisdagen", "onsdagen", "torsdagen", "fredagen", "lördagen", "söndagen"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}  # fmt: skip

# The same letters as the stored key column's SQL expression: the two must sort alike.
_SORTED_AS = str.maketrans("åäöéèáàüšž", "{|}eeaaysz")


def day(d: date | datetime, language: str | None = None) -> str:
    """22.11.2026 · en 22 Nov 2026 (never 11/22: read differently in two countries)."""
    d = _day_of(d)
    if _language(language) == "en":
        return f"{d.day} {MONTHS['en'][d.month - 1][:3]} {d.year}"
    return f"{d.day}.{d.month}.{d.year}"


def weekday_day(d: date | datetime, language: str | None = None) -> str:
    """to 26.11. · en Thu 26 Nov. The year is added when it is not this one."""
    d, language = _day_of(d), _language(language)
    this_year = d.year == today().year
    weekday = WEEKDAYS[language][d.weekday()]
    if language == "en":
        short = f"{weekday} {d.day} {MONTHS['en'][d.month - 1][:3]}"
        return short if this_year else f"{short} {d.year}"
    short = f"{weekday} {d.day}.{d.month}."
    return short if this_year else f"{short}{d.year}"


def month(d: date | datetime, language: str | None = None) -> str:
    """tammikuu 2027 · januari 2027 · January 2027."""
    d = _day_of(d)
    return f"{MONTHS[_language(language)][d.month - 1]} {d.year}"


def day_in_sentence(d: date | datetime, language: str | None = None) -> str:
    """torstaina 26. marraskuuta · torsdagen den 26 november · on Thursday 26 November. Year as above."""
    d, language = _day_of(d), _language(language)
    weekday, name = ON_WEEKDAY[language][d.weekday()], MONTHS[language][d.month - 1]
    written = {
        "fi": f"{weekday} {d.day}. {name}ta",
        "sv": f"{weekday} den {d.day} {name}",
        "en": f"on {weekday} {d.day} {name}",
    }[language]
    return written if d.year == today().year else f"{written} {d.year}"


def clock_time(t: time | datetime, language: str | None = None) -> str:
    """klo 14 · klo 14.30 · kl. 14.30 · en 14:30. A moment is told in Helsinki time."""
    if isinstance(t, datetime):
        t = t.astimezone(HELSINKI).time()
    language = _language(language)
    if language == "en":
        return f"{t.hour}:{t.minute:02d}"
    digits = f"{t.hour}" if t.minute == 0 else f"{t.hour}.{t.minute:02d}"
    return f"{'klo' if language == 'fi' else 'kl.'} {digits}"


def sort_key(name: str) -> str:
    """Finnish order without a collation: å, ä and ö after z, accents as their base letters."""
    return name.lower().translate(_SORTED_AS)


def initials(name: str) -> str:
    """The letters of a face: Ville Koskela → VK, Noor → N."""
    words = name.split()
    if not words:
        return ""
    first_and_last = words[:1] if len(words) == 1 else [words[0], words[-1]]
    return "".join(word[0] for word in first_and_last).upper()


def _day_of(d: date | datetime) -> date:
    return d.astimezone(HELSINKI).date() if isinstance(d, datetime) else d


def _language(language: str | None) -> str:
    code = (language or get_language() or "fi").split("-")[0]
    return code if code in MONTHS else "fi"
