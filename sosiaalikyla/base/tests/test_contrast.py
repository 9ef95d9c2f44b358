"""Every pair of colours in use, computed: text at least 4.5, what carries meaning at least 3."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[1] / "static" / "base" / "css" / "tokens.css").read_text("utf-8")

TEXT = [
    ("text", "paper"),
    ("text", "surface"),
    ("text", "sand"),
    ("text", "moss"),
    ("text-soft", "paper"),
    ("text-soft", "surface"),
    ("text-soft", "sand"),
    ("text-soft", "moss"),
    ("link", "paper"),
    ("link", "surface"),
    ("link", "sand"),
    ("link", "moss"),
    ("pine", "moss"),
    ("on-action", "action"),
    ("on-action", "action-over"),
    ("on-strip", "strip"),
    ("on-lantern", "lantern"),
    ("on-mark", "pine"),
]
MEANING = [
    ("edge", "paper"),
    ("edge", "surface"),
    ("edge", "sand"),
    ("action", "paper"),
    ("action", "moss"),
    ("pine", "surface"),
    ("lake", "surface"),
    ("lake", "paper"),
    ("berry", "paper"),
    ("ember", "paper"),
    ("ember", "surface"),
    ("pine", "paper"),
    ("attention", "paper"),
    ("attention", "surface"),
    ("lantern-edge", "surface"),
    ("lantern-edge", "paper"),
    ("lantern", "strip"),
    ("focus-edge", "focus"),
]


def colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--color-([\w-]+):\s*(#[0-9A-Fa-f]{6});", css))


def blocks() -> dict[str, dict[str, str]]:
    light, rest = TOKENS.split("@media (prefers-color-scheme: dark)", 1)
    dark = rest.split("@media", 1)[0]
    return {"light": colours(light), "dark": colours(light) | colours(dark)}


def luminance(colour: str) -> float:
    def channel(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (channel(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: str, b: str) -> float:
    lighter, darker = sorted((luminance(a), luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(theme, ink, ground):
    palette = blocks()[theme]
    assert contrast(palette[ink], palette[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), MEANING)
def test_what_carries_meaning_is_seen(theme, mark, ground):
    palette = blocks()[theme]
    assert contrast(palette[mark], palette[ground]) >= 3


def test_only_tokens_know_colours():
    """A colour written elsewhere would not follow dark mode, contrast or print."""
    folder = Path(__file__).parents[1] / "static" / "base" / "css"
    for path in folder.rglob("*.css"):
        if path.name != "tokens.css":
            assert not re.search(r"#[0-9A-Fa-f]{3,8}\b|rgba?\(|hsla?\(", path.read_text("utf-8")), path.name


def test_every_token_used_is_defined():
    folder = Path(__file__).parents[1] / "static" / "base" / "css"
    css = "\n".join(path.read_text("utf-8") for path in folder.rglob("*.css"))
    defined = set(re.findall(r"(--[\w-]+):", css))
    assert set(re.findall(r"var\((--[\w-]+)", css)) <= defined
