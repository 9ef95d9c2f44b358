"""What the pages of services show: a search with its answers, a service, a municipality. Words are drawn here, no HTML."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache, reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from babel import Locale
from django.db.models import Q, QuerySet
from django.utils.translation import get_language, gettext

from sosiaalikyla.base import clock, text
from sosiaalikyla.directory import areas, classes, hours, neutral, texts
from sosiaalikyla.directory.listing import LANGUAGES, said, small, title
from sosiaalikyla.directory.models import (
    OWN,
    Channel,
    Connection,
    MunicipalityPage,
    Organiser,
    OwnWords,
    Service,
)
from sosiaalikyla.places.files import County, Municipality, Places

PAGE_SIZE = 20
COUNTED = 1_000
"""Services counted, and shown page by page, of each part: nobody turns fifty pages, and counting on would cost everybody."""
SERVED = ("fi", "sv", "en", "se", "ru", "uk", "et", "ar", "so", "fa", "prs", "ku", "sgn-fi")
"""Languages offered in the filter: those a young person here most often asks for. A service names its own on its page."""
UNNAMED = {
    "sgn-fi": {"fi": "suomalainen viittomakieli", "sv": "finskt teckenspråk", "en": "Finnish Sign Language"},
    "rom": {"fi": "romani", "sv": "romani", "en": "Romani"},
}
AHEAD = 60
"""Days ahead for which exceptional hours are shown."""


@dataclass(frozen=True)
class Said:
    """Words in some language: `lang` is empty when it is the page's own."""

    text: str
    lang: str = ""

    @property
    def blocks(self) -> list[tuple[str, list[str]]]:
        return texts.blocks(self.text)

    def __bool__(self) -> bool:
        return bool(self.text)


def _said(words: Mapping[str, str], language: str) -> Said:
    found, spoken = said(words, language)
    return Said(found, "" if spoken == language else spoken)


# ---------------------------------------------------------------- places


@cache
def slugs() -> dict[str, str]:
    """Slug → code of municipality: the Finnish name in plain letters."""
    found = {slug_of(each): each.code for each in Places.load().municipalities}
    assert len(found) == len(Places.load().municipalities), "two municipalities would share an address"
    return found


def slug_of(municipality: Municipality) -> str:
    plain = unicodedata.normalize("NFKD", municipality.name.fi.lower()).encode("ascii", "ignore").decode()
    return "-".join("".join(letter if letter.isalnum() else " " for letter in plain).split())


def county_of(municipality: Municipality) -> County:
    return Places.load().county(municipality.county_code)


@cache
def municipality_choices(language: str) -> tuple[tuple[str, str], ...]:
    named = [(each.code, each.name.in_language(language)) for each in Places.load().municipalities]
    return tuple(sorted(named, key=lambda each: text.sort_key(each[1])))


def language_name(code: str, language: str) -> str:
    """The name of a language in the reader's own, as it stands in a sentence."""
    if code in UNNAMED:
        return UNNAMED[code][language]
    return str(Locale(language).languages.get(code.replace("-", "_"), code))


# ---------------------------------------------------------------- what is asked


@dataclass(frozen=True)
class Asked:
    """A search as its address says it. What nobody knows is the same as nothing asked.

    wide: "" the municipality, `county` the whole county · merged_from: the old municipality, when its code was asked for.
    """

    municipality: Municipality | None = None
    wide: str = ""
    life: str = ""
    group: str = ""
    language: str = ""
    kind: str = ""
    words: str = ""
    page: int = 1
    merged_from: str = ""

    @classmethod
    def read(cls, told: Mapping[str, str], language: str) -> Asked:
        known = classes.load()
        code = told.get("municipality", "")[:10]
        old = areas.closed().get(code)
        today = areas.today(code)
        municipality = Places.load().municipality(today) if today in areas.county_of() else None
        number = told.get("page", "")
        return cls(
            municipality=municipality,
            wide="county" if told.get("wide") == "county" and municipality else "",
            life=_one_of(told.get("life", ""), [topic.key for topic in known.life_areas]),
            group=_one_of(told.get("group", ""), [topic.key for topic in known.groups]),
            language=_one_of(told.get("language", ""), SERVED),
            kind=_one_of(told.get("kind", ""), Service.KINDS),
            words=" ".join(told.get("q", "").replace("\x00", "").split())[:60],
            page=int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1,
            merged_from=old.name[language] if old and municipality else "",
        )

    def address(self, **changed: Any) -> str:
        """The query of the same search with something changed: without a page number unless it is given."""
        other = replace(self, **{"page": 1} | changed)
        told = {
            "municipality": other.municipality.code if other.municipality else "",
            "wide": other.wide,
            "life": other.life,
            "group": other.group,
            "language": other.language,
            "kind": other.kind,
            "q": other.words,
            "page": str(other.page) if other.page > 1 else "",
        }
        return "?" + urlencode({name: value for name, value in told.items() if value})

    @property
    def filtered(self) -> bool:
        return bool(self.life or self.group or self.language or self.kind or self.words)


def _one_of(value: str, known: Iterable[str]) -> str:
    return value if value in known else ""


@dataclass(frozen=True)
class OpenNow:
    """In words, whether it is open. `is_open` only when it surely is."""

    words: str
    is_open: bool = False


@dataclass(frozen=True)
class Item:
    """One line of a list."""

    uuid: str
    title: Said
    lead: Said
    where: str
    phone: neutral.Phone | None
    open: OpenNow | None
    free_thing: bool
    by: str


@dataclass(frozen=True)
class Found:
    """A page of answers. near: how many of all are from the place asked for, the rest are of the whole country.

    over: there are more than were counted.
    """

    items: tuple[Item, ...]
    total: int
    near: int
    page: int
    pages: int
    over: bool = False

    @property
    def first_far(self) -> int | None:
        """The place on this page where the services of the whole country begin."""
        begins = self.near - (self.page - 1) * PAGE_SIZE
        return begins if self.near and 0 <= begins < len(self.items) else None


def search(asked: Asked, language: str, moment: datetime) -> Found:
    """Near ones first, then those of the whole country, each by its name. As many questions whatever is found."""
    rows = _asked_rows(asked, language)
    sort = (f"sort_{language}", "id")
    parts: list[QuerySet[Service]] = [rows]
    if asked.municipality is not None:
        there = (
            rows.in_county(asked.municipality.county_code)
            if asked.wide == "county"
            else rows.in_municipality(asked.municipality.code)
        )
        parts = [there, rows.everywhere()]
    counted = [part[: COUNTED + 1].count() for part in parts]
    counts = [min(count, COUNTED) for count in counted]
    total = sum(counts)
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, asked.page), pages)
    start = (page - 1) * PAGE_SIZE
    shown: list[Service] = []
    for part, count in zip(parts, counts, strict=True):
        here, wanted = min(start, count), PAGE_SIZE - len(shown)
        # At least one row is asked for, so that a short answer and a long one take the same questions.
        found = list(part.order_by(*sort).defer("raw")[here : here + max(1, wanted)])
        shown += found[:wanted]
        start = max(0, start - count)
    items = tuple(_items(shown, language, moment))
    return Found(items, total, counts[0] if len(parts) > 1 else 0, page, pages, over=max(counted) > COUNTED)


def named(names: Sequence[str], language: str, limit: int = 5) -> list[tuple[str, str]]:
    """Titles and ids of services whose name or keywords hold any of these words; free things to do too. Two queries."""
    words = [small(name) for name in names if name.strip()][:6]
    if not words:
        return []
    column = f"words_{language}__contains"
    any_of = reduce(or_, (Q(**{column: word}) for word in words))
    rows = list(Service.objects.listed().filter(any_of).defer("raw").order_by("id")[:limit])
    beside = OwnWords.objects.filter(service_key__in=[row.outer_key for row in rows] or [""])
    plain = {(own.source, own.service_key): own.plain_title for own in beside}
    return [
        (title(row.record.names, plain.get((row.source, row.outer_key), {}), language)[0], str(row.uuid)) for row in rows
    ]


def _asked_rows(asked: Asked, language: str) -> Any:
    rows = Service.objects.listed()
    if asked.life:
        rows = rows.about(asked.life)
    if asked.group:
        rows = rows.for_group(asked.group)
    if asked.language:
        rows = rows.in_service_language(asked.language)
    if asked.kind:
        rows = rows.of_kind(asked.kind)
    for word in small(asked.words).split()[:6]:
        rows = rows.filter(**{f"words_{language}__contains": word})
    return rows


@dataclass
class Around:
    """What belongs to some services, asked for at once: their connections, channels, organisers and our own words."""

    connections: dict[tuple[str, str], list[neutral.Connection]] = field(default_factory=dict)
    channels: dict[tuple[str, str], neutral.Channel] = field(default_factory=dict)
    organisers: dict[tuple[str, str], neutral.Organiser] = field(default_factory=dict)
    own: dict[tuple[str, str], OwnWords] = field(default_factory=dict)

    def ways(self, row: Service) -> list[tuple[neutral.Channel, neutral.Connection]]:
        """The channels of a service with what holds for the pair: places first, then telephones, pages, forms."""
        found = [
            (self.channels[row.source, one.channel_key], one)
            for one in self.connections.get((row.source, row.outer_key), [])
            if (row.source, one.channel_key) in self.channels
        ]
        return sorted(found, key=lambda pair: (WAYS.index(pair[0].kind), pair[0].key))


WAYS = ("location", "phone", "e_service", "web_page", "form")


def around(rows: Sequence[Service]) -> Around:
    """Four questions, however many services."""
    keys = [row.outer_key for row in rows]
    found = Around()
    channels: set[str] = set()
    for joined in Connection.objects.present().filter(service_key__in=keys).defer("raw"):
        found.connections.setdefault((joined.source, joined.service_key), []).append(joined.record)
        channels.add(joined.channel_key)
    for channel in Channel.objects.present().filter(outer_key__in=channels or {""}).defer("raw"):
        found.channels[channel.source, channel.outer_key] = channel.record
    wanted = {row.record.organiser_key for row in rows} | {""}
    for organiser in Organiser.objects.filter(outer_key__in=wanted).defer("raw"):
        found.organisers[organiser.source, organiser.outer_key] = organiser.record
    for own in OwnWords.objects.filter(service_key__in=keys):
        found.own[own.source, own.service_key] = own
    return found


def _items(rows: Sequence[Service], language: str, moment: datetime) -> Iterator[Item]:
    known = around(rows)
    for row in rows:
        record, own = row.record, known.own.get((row.source, row.outer_key))
        shown, spoken = title(record.names, own.plain_title if own else {}, language)
        ways = known.ways(row)
        organiser = known.organisers.get((row.source, record.organiser_key))
        phone = next((one for channel, joined in ways for one in _phones(channel, joined, language)), None)
        yield Item(
            uuid=str(row.uuid),
            title=Said(shown, "" if spoken == language else spoken),
            lead=_said((own.when_to_contact if own else {}) or record.summaries, language),
            where=_where(record, [channel for channel, _joined in ways], language),
            phone=phone,
            open=open_now(ways[0][1].hours or ways[0][0].hours, moment) if ways else None,
            free_thing=row.kind == "free",
            by=said(organiser.names, language)[0] if organiser else "",
        )


def _phones(channel: neutral.Channel, joined: neutral.Connection, language: str) -> list[neutral.Phone]:
    """Those of the pair before those of the channel; the reader's language before another, each number once."""
    told = [each for each in (*joined.phones, *channel.phones) if not each.text_message or each.language == language]
    ranked = sorted(told, key=lambda each: each.language not in ("", language))
    once = {each.dialled: each for each in reversed(ranked)}
    return [each for each in ranked if once.get(each.dialled) is each]


def _where(service: neutral.Service, channels: Iterable[neutral.Channel], language: str) -> str:
    """One line: the street of the first place, else the municipalities, else the county or the whole country."""
    for channel in channels:
        for address in channel.addresses:
            if address.purpose == "visit" and address.street:
                return address_line(address, channel.area, language)
    reach = areas.reach(service.area)
    if reach.country:
        return gettext("The whole country")
    names = [Places.load().municipality(code).name.in_language(language) for code in reach.municipalities]
    if len(names) <= 3:
        return ", ".join(names)
    if len(reach.counties) == 1:
        return Places.load().county(reach.counties[0]).short.in_language(language)
    return gettext("%(number)s municipalities") % {"number": len(names)}


def address_line(address: neutral.Address, area: neutral.Area, language: str) -> str:
    """Rantakatu 5, 65610 Mustasaari."""
    street = " ".join(filter(None, (said(address.street, language)[0], address.number)))
    if address.post_box:
        street = said(address.post_box, language)[0]
    town = said(address.post_office, language)[0].title()
    code = areas.today(address.municipality) or (area.municipalities[0] if len(area.municipalities) == 1 else "")
    if not town and areas.today(code) in areas.county_of():
        town = Places.load().municipality(areas.today(code)).name.in_language(language)
    return ", ".join(filter(None, (street, " ".join(filter(None, (address.postal_code, town))))))


# ---------------------------------------------------------------- when, in words


def open_now(told: Sequence[neutral.Hours], moment: datetime) -> OpenNow | None:
    """In words, or None where nobody has told any hours."""
    if not told:
        return None
    here = moment.astimezone(clock.HELSINKI)
    state = hours.state(told, here)
    if state.open is None:
        return OpenNow(gettext("Check whether it is open today."))
    if state.open and state.until is None:
        return OpenNow(gettext("Always open."), True)
    if state.open and state.status == "by_appointment":
        return OpenNow(gettext("Open now by appointment. Book a time first."), True)
    if state.open and state.until is not None:
        if state.until.date() == here.date() or state.until == _midnight_after(here):
            return OpenNow(gettext("Open now. Closes at %(time)s.") % {"time": _clock(state.until)}, True)
        words = {"day": text.day_in_sentence(state.until), "time": text.clock_time(state.until)}
        return OpenNow(gettext("Open now. Closes %(day)s at %(time)s.") % words, True)
    if state.opens is None:
        return OpenNow(gettext("Closed now."))
    if state.opens.date() == here.date():
        return OpenNow(gettext("Closed now. Opens today at %(time)s.") % {"time": text.clock_time(state.opens)})
    if state.opens.date() == here.date() + timedelta(days=1):
        return OpenNow(gettext("Closed now. Opens tomorrow at %(time)s.") % {"time": text.clock_time(state.opens)})
    words = {"day": text.day_in_sentence(state.opens), "time": text.clock_time(state.opens)}
    return OpenNow(gettext("Closed now. Opens %(day)s at %(time)s.") % words)


def _midnight_after(moment: datetime) -> datetime:
    return datetime.combine(moment.date() + timedelta(days=1), datetime.min.time(), moment.tzinfo)


def _clock(moment: datetime) -> str:
    if moment.hour or moment.minute:
        return text.clock_time(moment)
    return {"fi": "klo 24", "sv": "kl. 24"}.get((get_language() or "fi").split("-")[0], "24:00")


def time_of_day(minutes: int) -> str:
    """8 · 8.30 · 24; en 8:00. Without `klo`: it stands in a table of times."""
    hour, minute = divmod(minutes, 60)
    if (get_language() or "fi").startswith("en"):
        return f"{hour}:{minute:02d}"
    return f"{hour}" if not minute else f"{hour}.{minute:02d}"


@dataclass(frozen=True)
class HoursRow:
    days: str
    times: str
    more: Said = field(default_factory=lambda: Said(""))


@dataclass(frozen=True)
class HoursTable:
    """A set of hours as a table: what it is about (empty for ordinary hours), when it holds, a row for each run of days."""

    heading: Said
    dates: str
    rows: tuple[HoursRow, ...]


def hours_tables(told: Sequence[neutral.Hours], today: date, language: str) -> list[HoursTable]:
    """Ordinary hours that still hold, then exceptions and holidays of the coming weeks."""
    tables = [
        HoursTable(_note(language, each.heading, each.more), _dates(each), tuple(_week_rows(each, language)))
        for each in told
        if each.kind in ("weekly", "always") and (each.last is None or each.last >= today)
    ]
    coming = [
        (each.first or today, tuple(_exception_rows(each, language)))
        for each in told
        if each.kind == "exception" and each.last is not None and each.last >= today
        if (each.first or today) <= today + timedelta(days=AHEAD)
    ]
    coming += [(day, (row,)) for day, row in _holiday_rows(told, today)]
    if coming:
        rows = tuple(row for _day, some in sorted(coming, key=lambda each: each[0]) for row in some)
        tables.append(HoursTable(Said(gettext("Different hours on these days")), "", rows))
    return [table for table in tables if table.rows]


def _note(language: str, *told: neutral.Words) -> Said:
    """Several notes of one record as one, all in the language that the first of them has."""
    spoken = next((said(words, language)[1] for words in told if words), "")
    return Said(" · ".join(words[spoken] for words in told if spoken in words), "" if spoken == language else spoken)


def _dates(each: neutral.Hours) -> str:
    """The days a set holds, where it has them: one that holds until further notice says none."""
    if each.first and each.last:
        return f"{text.day(each.first)}–{text.day(each.last)}"
    if each.first and each.first > clock.today():
        return gettext("from %(day)s") % {"day": text.day(each.first)}
    return gettext("until %(day)s") % {"day": text.day(each.last)} if each.last else ""


def _week_rows(each: neutral.Hours, language: str) -> Iterator[HoursRow]:
    names = text.WEEKDAYS[language]
    if each.kind == "always":
        yield HoursRow(gettext("Every day"), gettext("round the clock"), Said(_how(each.by_appointment)))
        return
    if each.closed:
        yield HoursRow(gettext("Every day"), gettext("closed"))
        return
    long = [span for span in each.spans if (span.until_day - span.day) % 7 * hours.DAY + span.end - span.start > hours.DAY]
    by_day = [
        tuple(
            (_times(span), _how(each.by_appointment or span.status == "by_appointment"), _weeks(span, language))
            for span in each.spans
            if span.day == day and span not in long
        )
        for day in range(7)
    ]
    day = 0
    while day < 7:
        last = day
        while last < 6 and by_day[last + 1] == by_day[day]:
            last += 1
        days = names[day] if last == day else f"{names[day]}–{names[last]}"
        if by_day[day]:
            more = sorted({" ".join(filter(None, one[1:])) for one in by_day[day]} - {""})
            yield HoursRow(days, ", ".join(one[0] for one in by_day[day]), Said(" · ".join(more)))
        elif any(by_day):
            yield HoursRow(days, gettext("closed"))
        day = last + 1
    for span in long:
        first = f"{names[span.day]} {time_of_day(span.start)}"
        yield HoursRow(f"{first} – {names[span.until_day]} {time_of_day(span.end)}", gettext("open all the time"))


def _times(span: neutral.Span) -> str:
    if span.status == "closed":
        return gettext("closed")
    if (span.start, span.end, span.until_day) == (0, hours.DAY, span.day):
        return gettext("round the clock")
    return f"{time_of_day(span.start)}–{time_of_day(span.end)}"


def _how(by_appointment: bool) -> str:
    return gettext("by appointment") if by_appointment else ""


def _weeks(span: neutral.Span, language: str) -> str:
    weeks = {"all": "", "odd": gettext("odd weeks"), "even": gettext("even weeks")}[span.weeks]
    return " ".join(filter(None, (weeks, span.more.get(language, ""))))


def _is_closed(each: neutral.Hours) -> bool:
    return each.closed or (
        len({span.day for span in each.spans}) == 7 and {span.status for span in each.spans} == {"closed"}
    )


def _exception_rows(each: neutral.Hours, language: str) -> Iterator[HoursRow]:
    first, last = each.first or clock.today(), each.last or clock.today()
    days = text.weekday_day(first) if first == last else f"{text.weekday_day(first)} – {text.weekday_day(last)}"
    more = _note(language, each.heading, each.more)
    if _is_closed(each):
        yield HoursRow(days, gettext("closed"), more)
    elif first == last:
        yield HoursRow(days, ", ".join(_times(span) for span in each.spans), more)
    else:
        yield HoursRow(days, "", more)
        for day in sorted({span.day for span in each.spans}):
            times = ", ".join(_times(span) for span in each.spans if span.day == day)
            yield HoursRow(text.WEEKDAYS[language][day], times)


def _holiday_rows(told: Sequence[neutral.Hours], today: date) -> Iterator[tuple[date, HoursRow]]:
    own = {each.holiday: each for each in told if each.kind == "holiday"}
    shut = [each for each in told if each.kind == "exception" and _is_closed(each)]
    for number in range(AHEAD + 1):
        day = today + timedelta(days=number)
        if any((each.first or day) <= day <= (each.last or day) for each in shut):
            continue  # the days around it are told as closed already
        each = own.get(hours.holidays(day.year).get(day, ""))
        if each is not None and (not each.years or day.year in each.years):
            times = gettext("closed") if each.closed else ", ".join(_times(span) for span in each.spans)
            yield day, HoursRow(text.weekday_day(day), times)


# ---------------------------------------------------------------- a service


@dataclass(frozen=True)
class Way:
    """A way to reach a service, as its page tells it."""

    kind: str
    name: Said
    words: Said
    addresses: tuple[tuple[str, str, Said], ...]
    phones: tuple[neutral.Phone, ...]
    mails: tuple[str, ...]
    pages: tuple[neutral.Page, ...]
    open: OpenNow | None
    hours: tuple[HoursTable, ...]
    access: tuple[tuple[Said, tuple[Said, ...]], ...]
    needs_identification: bool


@dataclass(frozen=True)
class ServicePage:
    """Everything the page of a service says; what nobody said is empty and not shown."""

    title: Said
    official_name: Said
    when_to_contact: Said
    lead: Said
    correction: Said
    corrected_by: str
    corrected_on: date | None
    organiser: Said
    ways: tuple[Way, ...]
    what: Said
    how: Said
    conditions: Said
    deadlines: Said
    waiting: Said
    charge: str
    charge_words: Said
    groups: tuple[str, ...]
    life_areas: tuple[tuple[str, str], ...]
    languages: str
    where: tuple[str, ...]
    whole_country: bool
    own: bool
    free_thing: bool
    fetched_on: date
    changed_on: date | None
    checked_on: date | None
    vanished_on: date | None


def service_page(row: Service, language: str, moment: datetime) -> ServicePage:
    """Four questions to the database beside the row itself."""
    known = around([row])
    record, own = row.record, known.own.get((row.source, row.outer_key))
    plain = own.plain_title if own else {}
    shown, spoken = title(record.names, plain, language)
    official = _said(record.names, language)
    organiser = known.organisers.get((row.source, record.organiser_key))
    reach = areas.reach(record.area)
    topics = classes.load()
    return ServicePage(
        title=Said(shown, "" if spoken == language else spoken),
        official_name=official if official.text != shown else Said(""),
        when_to_contact=_said(own.when_to_contact, language) if own else Said(""),
        lead=_said(record.summaries, language),
        correction=_said(own.correction, language) if own else Said(""),
        corrected_by=own.corrected_by if own else "",
        corrected_on=own.corrected_on if own else None,
        organiser=_said(organiser.names, language) if organiser else Said(""),
        ways=tuple(_way(channel, joined, language, moment) for channel, joined in known.ways(row)),
        what=_said(record.descriptions, language),
        how=_said(record.instructions, language),
        conditions=_said(record.conditions, language),
        deadlines=_said(record.deadlines, language),
        waiting=_said(record.waiting, language),
        charge=_charge(record.charge),
        charge_words=_said(record.charge_words, language),
        groups=tuple(topic.words[language] for topic in topics.groups if topic.key in row.groups),
        life_areas=tuple((topic.key, topic.words[language]) for topic in topics.life_areas if topic.key in row.life_areas),
        languages=", ".join(language_name(code, language) for code in record.languages),
        where=_names(reach, language),
        whole_country=reach.country,
        own=row.source == OWN,
        free_thing=row.kind == "free",
        fetched_on=clock.day_of(row.fetched_at),
        changed_on=clock.day_of(row.changed_at) if row.changed_at else None,
        checked_on=own.checked_on if own else None,
        vanished_on=row.vanished_on,
    )


def _names(reach: areas.Reach, language: str) -> tuple[str, ...]:
    """Counties that are reached whole by their own names, then the other municipalities."""
    places, left = Places.load(), set(reach.municipalities)
    whole = []
    for code in reach.counties:
        here = {each.code for each in places.municipalities if each.county_code == code}
        if here <= left and len(here) > 1:
            whole.append(places.county(code).name.in_language(language))
            left -= here
    others = [places.municipality(code).name.in_language(language) for code in left]
    return (*sorted(whole, key=text.sort_key), *sorted(others, key=text.sort_key))


def _charge(charge: str) -> str:
    return {
        "free": gettext("Free of charge"),
        "charged": gettext("Costs something"),
        "extra": gettext("Costs more than an ordinary call"),
    }.get(charge, "")


def _way(channel: neutral.Channel, joined: neutral.Connection, language: str, moment: datetime) -> Way:
    told = joined.hours or channel.hours
    mails = [each for each in (*joined.mails, *channel.mails) if each.language in ("", language)]
    mails = mails or [*joined.mails, *channel.mails]
    pages = [each for each in (*joined.pages, *channel.pages) if each.language in ("", language)]
    pages = pages or [*joined.pages, *channel.pages]
    return Way(
        kind=channel.kind,
        name=_said(channel.names, language),
        words=_said(joined.descriptions or channel.summaries, language),
        addresses=tuple(
            (each.purpose, address_line(each, channel.area, language), _said(each.more, language))
            for each in channel.addresses
            if address_line(each, channel.area, language) or each.more
        ),
        phones=tuple(_phones(channel, joined, language)),
        mails=tuple(dict.fromkeys(each.address for each in mails)),
        pages=tuple(dict.fromkeys(pages)),
        open=open_now(told, moment),
        hours=tuple(hours_tables(told, clock.day_of(moment), language)),
        access=tuple(
            (_said(group.heading, language), tuple(_said(one, language) for one in group.sentences))
            for address in channel.addresses
            for entrance in address.entrances
            for group in entrance.groups
        ),
        needs_identification=channel.needs_identification,
    )


# ---------------------------------------------------------------- a municipality


@dataclass(frozen=True)
class MunicipalityTold:
    """What a municipality says of itself. page is None while it has said nothing."""

    municipality: Municipality
    county: County
    page: MunicipalityPage | None
    offers: Said
    contact_role: Said
    items: tuple[Item, ...]
    total: int


def municipality_page(code: str, language: str, moment: datetime) -> MunicipalityTold:
    """The municipality's own words and its first services: seven questions to the database."""
    municipality = Places.load().municipality(code)
    page = MunicipalityPage.objects.filter(municipality_code=code).first()
    rows = Service.objects.listed().in_municipality(code)
    total = rows[:COUNTED].count()
    shown = list(rows.order_by(f"sort_{language}", "id").defer("raw")[:PAGE_SIZE])
    return MunicipalityTold(
        municipality,
        county_of(municipality),
        page,
        _said(page.offers, language) if page else Said(""),
        _said(page.contact_role, language) if page else Said(""),
        tuple(_items(shown, language, moment)),
        total,
    )


# ---------------------------------------------------------------- for the village's own search


@dataclass(frozen=True)
class Entry:
    """What the village's search may find. words: everything it may be found by, in one language."""

    kind: str
    key: str
    language: str
    title: str
    lead: str
    words: str
    url_name: str
    url_args: tuple[str, ...]
    municipality_codes: tuple[str, ...]


def entries() -> Iterator[Entry]:
    """Every listed service in every language it is told in, and every municipality's own page. Reads in portions."""
    own = {(each.source, each.service_key): each for each in OwnWords.objects.all()}
    for row in Service.objects.listed().defer("raw").order_by("id").iterator(chunk_size=500):
        record, beside = row.record, own.get((row.source, row.outer_key))
        plain = beside.plain_title if beside else {}
        for language in LANGUAGES:
            if language not in record.names and language not in plain:
                continue
            shown, _spoken = title(record.names, plain, language)
            when = beside.when_to_contact.get(language, "") if beside else ""
            lead = when or record.summaries.get(language, "")
            words = [
                getattr(row, f"words_{language}"), record.summaries.get(language, ""), when,
                record.descriptions.get(language, ""), record.conditions.get(language, ""),
            ]  # fmt: skip
            yield Entry(
                "free" if row.kind == "free" else "service", str(row.uuid), language, shown, lead,
                " ".join(filter(None, words)), "service", (str(row.uuid),), tuple(row.municipality_codes),
            )  # fmt: skip
    for page in MunicipalityPage.objects.order_by("municipality_code"):
        municipality = Places.load().municipality(page.municipality_code)
        for language in LANGUAGES:
            name, offers = municipality.name.in_language(language), page.offers.get(language, "")
            if offers:
                slug = slug_of(municipality)
                all_words = " ".join((name, offers, page.contact_role.get(language, "")))
                yield Entry(
                    "municipality", page.municipality_code, language, name, offers, all_words, "municipality", (slug,),
                    (page.municipality_code,),
                )  # fmt: skip
