"""Offices of counties and of the whole country: what the files say, and what a file may not say."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from sosiaalikyla.places import offices
from sosiaalikyla.places.files import DATA, Places
from sosiaalikyla.places.offices import HEADINGS, OfficeFileError

COUNTIES, COUNTRY = "county_offices.yaml", "national_offices.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files of today in a folder that may be spoilt."""
    for name in (COUNTIES, COUNTRY):
        shutil.copy(DATA / name, tmp_path / name)
    return tmp_path


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


# ---------------------------------------------------------------- what the files say


def test_every_county_of_the_act_is_there_and_aland_with_its_own_law_is_not() -> None:
    known = offices.of_counties()
    assert {county.code for county in Places.load().counties} - set(known) == {"91"}
    assert set(known) <= {county.code for county in Places.load().counties}
    assert all(key == row.county for key, row in known.items())


def test_each_county_may_say_the_same_things_of_money() -> None:
    assert set(HEADINGS) == set(offices.Money.model_fields)
    for row in offices.of_counties().values():
        said = [getattr(row.money, heading) for heading in HEADINGS]
        assert all(each is None or each.text.fi for each in said)


def test_a_text_on_money_carries_no_sum_no_age_and_no_time_limit() -> None:
    for row in offices.of_counties().values():
        for heading in HEADINGS:
            said = getattr(row.money, heading)
            for language in ("fi", "sv", "en"):
                assert not said or not any(sign.isdigit() or sign == "€" for sign in said.text.in_language(language)), row


def test_links_are_to_public_pages_and_no_day_is_to_come() -> None:
    pages = [each.page for each in offices.national()]
    for row in offices.of_counties().values():
        pages += [row.site, row.ombudsperson, row.registry, row.aftercare]
        pages += [getattr(row.money, heading) for heading in HEADINGS]
    told = [page for page in pages if page is not None]
    assert len(told) > 40
    assert all(page.link.startswith("https://") for page in told)
    assert all(date(2026, 1, 1) <= page.checked <= date(2027, 12, 31) for page in told)


def test_the_offices_of_the_country_are_told_in_three_languages_each_once() -> None:
    found = offices.national()
    assert len({each.office for each in found}) == len(found) >= 5
    for each in found:
        assert len({each.name.in_language("fi"), each.when.in_language("fi")}) == 2
        assert each.name.in_language("sv") != each.when.in_language("sv")
        assert not any(sign.isdigit() for sign in each.when.fi + each.when.sv + each.when.en), "no time limit is told here"


def test_what_was_read_stays_as_it_was_read() -> None:
    assert offices.of_counties() is offices.of_counties()
    with pytest.raises(ValueError, match="frozen"):
        offices.of_counties()["17"].county = "18"
    with pytest.raises(AttributeError):
        offices.national()[0].name.in_language("no")


# ---------------------------------------------------------------- what a file may not say


AGE = "    age_extension: null\n"
SITE = "{link: https://itauusimaa.fi/, checked: 2026-11-22, verification: P}"


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ('county: "01"', "county: 1", "[0].county", "valid string"),
        ('county: "01"', 'county: "99"', "county 99", "unknown"),
        ('county: "02"', 'county: "01"', "county 01", "twice"),
        ('county: "01"\n', "", "is not readable YAML", ""),
        (SITE, "null", "[0].site", ""),
        (SITE, "https://itauusimaa.fi/", "[0].site", ""),
        (SITE, SITE.replace("https://", "http://"), "[0].site.link", "pattern"),
        (SITE, SITE.replace("https://itauusimaa.fi/", '"javascript:alert(1)"'), "[0].site.link", "pattern"),
        (SITE, SITE.replace("https://itauusimaa.fi/", '"https://"'), "[0].site.link", "pattern"),
        (SITE, SITE.replace("https://itauusimaa.fi/", '"https://itauusimaa.fi/ onclick=x"'), "[0].site.link", "pattern"),
        (SITE, SITE.replace("https://itauusimaa.fi/", "'https://itauusimaa.fi/\"x'"), "[0].site.link", "pattern"),
        (SITE, SITE.replace("https://itauusimaa.fi/", "https://itauusimaa.fi/" + "x" * 400), "[0].site.link", "400"),
        (SITE, SITE.replace(", verification: P", ""), "[0].site.verification", "required"),
        (SITE, SITE.replace("verification: P", "verification: S"), "[0].site.verification", "'P' or 'M'"),
        (SITE, SITE.replace("checked: 2026-11-22, ", ""), "[0].site.checked", "required"),
        (SITE, SITE.replace("2026-11-22", "22.11.2026"), "[0].site.checked", "valid date"),
        (SITE, SITE.replace("2026-11-22", '"2026-11-22"'), "[0].site.checked", "valid date"),
        (SITE, SITE.replace("{link: https://itauusimaa.fi/, ", "{"), "[0].site.link", "required"),
        (SITE, SITE.replace("}", ", phone: 09 310 5015}"), "[0].site.phone", "not permitted"),
        (SITE, SITE + "\n  phone: 09 310 5015", "[0].phone", "not permitted"),
        (SITE, SITE + "\n  person: Maija Meikäläinen", "[0].person", "not permitted"),
        (SITE, SITE + "\n  " + "site: " + SITE, "[0].site", "given twice"),
        (AGE, "", "[0].money.age_extension", "required"),
        (AGE, AGE + "    pocket_money: null\n", "[0].money.pocket_money", "not permitted"),
        (AGE, '    age_extension: ""\n', "[0].money.age_extension", ""),
        ("  aftercare: null\n", "", "[0].aftercare", "required"),
    ],
)
def test_a_county_s_file_that_says_too_little_or_too_much_is_refused_with_its_place(
    folder: Path, old: str, new: str, where: str, what: str
) -> None:
    spoil(folder, COUNTIES, old, new)
    with pytest.raises(OfficeFileError) as refused:
        offices.of_counties(folder)
    said = str(refused.value)
    assert said.startswith(COUNTIES)
    assert where in said
    assert what in said


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("        fi: Voit saada tukea harrastuksiin", "        suomi: Voit saada tukea harrastuksiin", ".text.fi"),
        ("        fi: Voit saada tukea harrastuksiin", '        fi: ""\n        no: Voit saada', ".text"),
        ("        fi: Voit saada tukea harrastuksiin", "        fi: " + "x" * 401 + "\n        en2: y", ".text"),
    ],
)
def test_what_a_county_says_is_said_in_three_languages_and_shortly(folder: Path, old: str, new: str, what: str) -> None:
    spoil(folder, COUNTIES, old, new)
    with pytest.raises(OfficeFileError) as refused:
        offices.of_counties(folder)
    assert f"[2].money.study_and_hobby{what}" in str(refused.value)


def test_what_a_county_says_of_money_has_its_source(folder: Path) -> None:
    link = "      link: https://www.luvn.fi/en/services/family-centre/child-welfare/child-welfare-aftercare\n"
    spoil(folder, COUNTIES, link, "")
    with pytest.raises(OfficeFileError, match=r"county_offices\.yaml: \[2\]\.money\.study_and_hobby\.link: .*required"):
        offices.of_counties(folder)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("https://lvv.fi/", "http://lvv.fi/", "[0].page.link"),
        ("    sv: Tillstånds- och tillsynsverket\n", "", "[0].name.sv"),
        ("- office: supervisory_agency\n", "- office: supervisory_agency\n  phone: 0295 254 000\n", "[0].phone"),
        ("- office: supervisory_agency\n", "- office: 1\n", "[0].office"),
        ("- office: parliamentary_ombudsman", "- office: supervisory_agency", "office supervisory_agency: there twice"),
        ("verification: M", "verification: X", "[0].page.verification"),
    ],
)
def test_an_office_of_the_country_that_is_told_wrongly_is_refused_with_its_place(
    folder: Path, old: str, new: str, said: str
) -> None:
    spoil(folder, COUNTRY, old, new)
    with pytest.raises(OfficeFileError) as refused:
        offices.national(folder)
    assert str(refused.value).startswith(COUNTRY)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "the file is empty"),
        ("- [", "is not readable YAML"),
        ("county: 1\n", "list"),
        ("- &same {county: x}\n- *same\n", "points to another place in the file"),
    ],
)
def test_a_file_that_is_no_list_of_offices_is_refused(folder: Path, content: str, said: str) -> None:
    for name, load in ((COUNTIES, offices.of_counties), (COUNTRY, offices.national)):
        (folder / name).write_text(content, encoding="utf-8")
        with pytest.raises(OfficeFileError) as refused:
            load(folder)
        assert str(refused.value).startswith(name)
        assert said in str(refused.value)


def test_a_file_that_is_missing_or_not_text_is_refused(folder: Path) -> None:
    (folder / COUNTIES).write_bytes(b"\xff\xfe- county")
    with pytest.raises(OfficeFileError, match=r"county_offices\.yaml: cannot be read"):
        offices.of_counties(folder)
    (folder / COUNTRY).unlink()
    with pytest.raises(OfficeFileError, match=r"national_offices\.yaml: cannot be read"):
        offices.national(folder)
