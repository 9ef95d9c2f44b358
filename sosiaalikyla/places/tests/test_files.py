"""The code lists hold together, and the loader refuses what does not."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from sosiaalikyla.places.files import DATA, PlaceFileError, Places


def test_the_country_is_whole() -> None:
    places = Places.load()
    assert len(places.counties) == 23
    assert len(places.municipalities) == 308
    assert len(places.employment_areas) == 46
    assert sum(m.population for m in places.municipalities) == 5_563_970
    for county in places.counties:
        inside = [m for m in places.municipalities if m.county_code == county.code]
        assert sum(m.population for m in inside) == county.population
    assert len({county.grid for county in places.counties}) == 23
    assert len({county.slug for county in places.counties}) == 23


def test_a_place_is_found_by_its_code() -> None:
    places = Places.load()
    assert places.county("17").name.in_language("sv") == "Österbottens välfärdsområde"
    assert places.municipality("905").name.fi == "Vaasa"
    with pytest.raises(LookupError, match="no county '22'"):
        places.county("22")
    with pytest.raises(LookupError, match="no municipality '999'"):
        places.municipality("999")
    with pytest.raises(ValueError, match="no names in language 'no'"):
        places.county("17").name.in_language("no")


def test_the_social_emergency_number_of_central_finland_belongs_to_central_finland() -> None:
    places = Places.load()
    (number,) = [n for n in places.help_numbers if n.number == "014 266 0149"]
    assert number.county_code is not None
    assert places.county(number.county_code).short.fi == "Keski-Suomi"


def test_a_number_not_checked_lately_is_a_link() -> None:
    places = Places.load()
    assert {n.id for n in places.help_numbers if not n.shown} == {
        "crisis_fi",
        "crisis_sv",
        "social_emergency_18",
    }
    assert all(n.page.startswith("https://") and n.checked >= date(2026, 11, 21) for n in places.help_numbers)


def test_help_is_the_whole_countrys_and_ones_own_countys() -> None:
    places = Places.load()
    assert {n.id for n in places.help_for("15")} - {n.id for n in places.help_for(None)} == {"social_emergency_15"}
    assert all(n.county_code is None for n in places.help_for(None))


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("counties.csv", "code,slug", "code,nickname", "counties.csv:1: unknown column 'nickname'"),
        ("counties.csv", "code,slug", "code,code", "counties.csv:1: column 'code' is given twice"),
        ("counties.csv", ",grid_col\n", "\n", "counties.csv:1: column 'grid_col' is missing"),
        ("counties.csv", "\n02,", "\n01,", "counties.csv:3: code: '01' is already on line 2"),
        ("counties.csv", "\n02,", "\n2,", "counties.csv:3: code: '2' is not a code of 2 digits"),
        ("counties.csv", "98972", "many", "counties.csv:2: population_2022: 'many' is not a whole number"),
        ("counties.csv", "bilingual,98972", "both,98972", "counties.csv:2: languages: 'both' is not one of"),
        ("counties.csv", ",Östra Nyland,", ",,", "counties.csv:2: short_sv: is empty"),
        ("counties.csv", ",7,bilingual,98972", ",8,bilingual,98972", "says 8, the list has 7"),
        ("counties.csv", ",6,4\n", ",6\n", "counties.csv:2: has 15 cells, the header has 16"),
        ("employment_areas.csv", "Espoo-Kauniainen,2", "Espoo-Kauniainen,3", "says 3, the list has 2"),
        ("municipalities.csv", "Alajärvi,16,", "Alajärvi,22,", "county_code: there is no county '22'"),
        ("municipalities.csv", ",18,Kymppi", ",99,Kymppi", "there is no employment area '99'"),
        ("municipalities.csv", ",18,Kymppi", ",18,Kuopio", "is not the name of the area with that code"),
        (
            "help_numbers.csv",
            ",15,aina",
            ",99,aina",
            "help_numbers.csv:7: county_code: there is no county '99'",
        ),
        ("help_numbers.csv", ",show,", ",hide,", "use: 'hide' is not one of show, link"),
        ("help_numbers.csv", "https://www.112.fi/", "112.fi", "page: '112.fi' is not a public https address"),
        ("help_numbers.csv", ",2026-11-21", ",lately", "checked: 'lately' is not a day"),
        ("help_numbers.csv", "116 117", "call us", "number: 'call us' is not a telephone number"),
        ("help_numbers.csv", '"aina, maksuton', '"aina" maksuton', "is not readable CSV"),
    ],
)
def test_what_is_wrong_is_refused_with_file_and_line(tmp_path: Path, file: str, old: str, new: str, message: str) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PlaceFileError) as refused:
        Places.load(folder)
    assert message in str(refused.value)


def test_a_list_that_is_missing_or_empty_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with pytest.raises(PlaceFileError, match=r"counties\.csv:1: cannot be read"):
        Places.load(folder)
    other = tmp_path / "other"
    shutil.copytree(DATA, other)
    header = (other / "counties.csv").read_text(encoding="utf-8").splitlines()[0]
    (other / "counties.csv").write_text(header + "\n", encoding="utf-8")
    with pytest.raises(PlaceFileError, match="holds no rows"):
        Places.load(other)
