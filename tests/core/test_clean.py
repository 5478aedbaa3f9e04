"""What becomes of what people write: paragraphs, breaks, emphasis, links, and nothing else."""

import re
import time
from html import unescape

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.core import text as cleaning
from consult.core.text import ControlCharacters, Empty, TooLong, clean, clean_rich

LIMIT = 5000
REL = 'rel="nofollow ugc noopener"'


def html_of(text):
    return clean(text, limit=LIMIT).html


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Quel mois ?", "<p>Quel mois ?</p>"),
        ("un\n\ndeux\ntrois", "<p>un</p>\n<p>deux<br>\ntrois</p>"),
        ("un\n\n\n\n\ndeux", "<p>un</p>\n<p>deux</p>"),
        ("\n\n  un  \n\n", "<p>un</p>"),
        ("*un* **deux**", "<p><em>un</em> <strong>deux</strong></p>"),
        (r"\*un\*", "<p>*un*</p>"),
        ("5 * 3 * 2", "<p>5 * 3 * 2</p>"),
        (
            "# un\n- deux\n1. trois\n> quatre",
            "<p># un<br>\n- deux<br>\n1. trois<br>\n&gt; quatre</p>",
        ),
        ("    un", "<p>un</p>"),
        ("`un` ~~deux~~", "<p>`un` ~~deux~~</p>"),
    ],
)
def test_plain_text_gets_paragraphs_breaks_and_emphasis_only(typed, shown):
    assert html_of(typed) == shown


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\u2028", "\u2029", "\x85"])
def test_every_kind_of_line_end_is_one(end):
    cleaned = clean(f"un{end}deux", limit=LIMIT)
    assert (cleaned.source, cleaned.html) == ("un\ndeux", "<p>un<br>\ndeux</p>")


def test_the_source_keeps_the_words_as_they_were_typed():
    assert clean("*un* <b>deux</b>", limit=LIMIT).source == "*un* <b>deux</b>"


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "<b>gras</b>",
        "1 < 2 && 3 > 2",
        "&lt;p&gt; &amp; &nbsp;",
        "<!-- x",
    ],
)
def test_markup_is_shown_as_the_text_it_is(typed):
    html = html_of(typed)
    assert unescape(re.sub("</?p>", "", html)) == typed


def test_a_typed_entity_is_no_way_around_the_normaliser():
    """U+202E passes both sanitisers; so does the entity that stands for it."""
    assert "\u202e" not in unescape(unescape(html_of("&#x202e;txt.exe")).replace("&#x202e;", ""))
    assert html_of("&#x202e;a") == "<p>&amp;#x202e;a</p>"
    assert html_of("&lt;em&gt;") == "<p>&amp;lt;em&amp;gt;</p>"


# Links


@pytest.mark.parametrize(
    ("typed", "href", "words"),
    [
        ("https://a.org/x?y=1&z=2", "https://a.org/x?y=1&amp;z=2", "https://a.org/x?y=1&amp;z=2"),
        ("www.a.org", "http://www.a.org", "www.a.org"),
        ("[le plan](https://a.org/plan)", "https://a.org/plan", "le plan"),
        ("[courriel](mailto:a@b.org)", "mailto:a@b.org", "courriel"),
    ],
)
def test_a_link_leads_out_and_gains_no_rank(typed, href, words):
    assert html_of(typed) == f'<p><a href="{href}" {REL}>{words}</a></p>'


def test_what_follows_an_address_is_no_part_of_it():
    html = html_of("(voir https://a.org/plan).")
    assert '<a href="https://a.org/plan"' in html
    assert html.endswith("</a>).</p>")


@pytest.mark.parametrize("typed", ["fin.de semaine", "a@b.org", "a.b.c", "10.000", "ftp://a.org"])
def test_without_a_web_address_written_out_there_is_no_link(typed):
    assert html_of(typed) == f"<p>{typed}</p>"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#x73;cript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//evil.example",
        "/account/logout/",
        "ftp://evil.example",
    ],
)
@pytest.mark.parametrize("form", ["[x]({})", "{}", "<a href='{}'>x</a>", "[x][1]\n\n[1]: {}"])
def test_no_link_has_another_scheme(address, form):
    """CVE-2023-32693: script in an address."""
    links = BeautifulSoup(html_of(form.format(address)), "html.parser").find_all("a")
    assert not links


def test_no_picture_is_loaded():
    assert "<img" not in html_of("![x](https://a.org/b.png)")


def test_an_address_cannot_break_out_of_its_attribute():
    (link,) = BeautifulSoup(
        html_of('[x](https://a.org/"onmouseover="alert\\(1\\))'), "html.parser"
    ).find_all("a")
    assert set(link.attrs) == {"href", "rel"}


# The two walls, each alone

HOSTILE = [
    "<script>alert(1)</script>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="https://a.org" onclick="alert(1)" style="x" target="_blank">x</a>',
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '<p class="x" id="y" hx-get="/c/1">x</p>',
    "<iframe src=https://a.org></iframe>",
    "<form action=/account/logout/><button>x</button></form>",
    "<math><mi><style><img src=x onerror=alert(1)></style></mi></math>",
    "<!--><img src=x onerror=alert(1)>-->",
]


@pytest.mark.parametrize("wall", ["_first_wall", "_second_wall"])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_each_wall_alone_stops_markup(wall, hostile):
    """bleach ended maintenance: what one day passes it is stopped by nh3, and the other way."""
    assert_only_what_is_allowed(getattr(cleaning, wall).clean(hostile))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_rich_text_of_editors_and_files_is_clean(hostile):
    """CVE-2026-45573, CVE-2026-44282: editors' raw HTML ran in visitors' browsers."""
    assert_only_what_is_allowed(clean_rich(hostile), tags=cleaning.RICH_TAGS)


def test_rich_text_keeps_what_a_section_may_hold():
    rich = "<h3>a</h3><ul><li><b>b</b></li></ul><p><i>c</i> <a href='/d'>d</a></p>"
    assert clean_rich(rich) == rich.replace("'", '"').replace('"/d"', '"/d" rel="noopener"')


def assert_only_what_is_allowed(html, tags=cleaning.TAGS):
    for element in BeautifulSoup(html, "html.parser").find_all(True):
        assert element.name in tags
        assert set(element.attrs) <= ({"href", "rel"} if element.name == "a" else set())
        if href := element.get("href"):
            assert href.split(":", 1)[0].lower() in cleaning.SCHEMES


MARKDOWN = ["*", "**", "_", "[", "](", ")", "]:", "[1]", "!", "\\", "https://a.org", "www."]
MARKUP = ["<", ">", '"', "'", "&", "&lt;", "&#106;", "<script>", "<a href=", "onerror=", "data:"]
LETTERS = ["é", "a", " ", "\n", "\n\n", "\t", "\u0627", "\u202e", "\u2066", "\u2069", "\u0301"]
PIECES = st.sampled_from([*MARKDOWN, *MARKUP, *LETTERS, "\u200d", "javascript:"])


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.text(max_size=5), min_size=1, max_size=25).map("".join))
def test_whatever_is_typed_only_allowed_markup_comes_out(typed):
    try:
        cleaned = clean(typed, limit=LIMIT)
    except (Empty, ControlCharacters):
        return
    assert_only_what_is_allowed(cleaned.html)
    shown = unescape(re.sub(r"<[^>]*>", "", cleaned.html))
    assert not re.search("[\u202a-\u202e]", shown)
    assert clean(cleaned.source, limit=LIMIT).html == cleaned.html


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["C", "M", "Z"]), min_size=1, max_size=40))
def test_words_without_markup_are_shown_to_the_letter(typed):
    plain = re.sub(r"[\\*_\[\]()]", "", typed)
    if not plain or re.search(r"(?i)https?://|www\.", plain):
        return
    source, html = vars(clean("a" + plain, limit=LIMIT)).values()
    assert unescape(re.sub("<[^>]*>", "", html)) == source


# Characters that are not what they seem


def test_overrides_of_direction_are_taken_out():
    """U+202E passes both sanitisers: a text that reads backwards from there."""
    assert clean("rapport\u202efdp.exe", limit=LIMIT).source == "rapportfdp.exe"


def test_isolates_are_closed_within_their_line():
    assert clean("\u2067abc\nd", limit=LIMIT).source == "\u2067abc\u2069\nd"
    assert clean("abc\u2069d", limit=LIMIT).source == "abcd"
    assert clean("\u2067a\u2069b", limit=LIMIT).source == "\u2067a\u2069b"


@pytest.mark.parametrize("between", ["", "\u200d", "\u200c", "\u2060"])
def test_stacked_marks_are_capped(between):
    piled = clean("Z" + ("\u0301" + between) * 60 + "algo", limit=LIMIT).source
    assert piled.count("\u0301") <= cleaning.MARKS_PER_LETTER
    assert piled.endswith("algo")


@pytest.mark.parametrize(
    "words",
    [
        "اَلْعَرَبِيَّةُ لُغَةٌ جَمِيلَةٌ",
        "בְּרֵאשִׁית בָּרָא אֱלֹהִים",
        "Tiếng Việt có rất nhiều dấu thanh",
        "हिन्दी में विश्वविद्यालय क्षेत्र",
        "می‌خواهم",  # Persian needs its zero-width non-joiner
        "ภาษาไทยที่มีวรรณยุกต์",
        "👩‍👩‍👧 ❤️ ✊🏿",
    ],
)
def test_living_scripts_pass_unharmed(words):
    cleaned = clean(words, limit=LIMIT)
    assert (cleaned.source, cleaned.html) == (words, f"<p>{words}</p>")


@pytest.mark.parametrize("letter", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\ud800"])
def test_control_characters_are_refused(letter):
    with pytest.raises(ControlCharacters):
        clean(f"a{letter}b", limit=LIMIT)


def test_a_tab_is_no_control_character():
    assert clean("a\tb", limit=LIMIT).source == "a\tb"


@pytest.mark.parametrize(
    "typed",
    ["", " ", "\n\t \r\n", "\u200b", "\u00a0\u2003", "\ufeff", "\u00ad", "\u3164", "\u2800"],
)
def test_what_leaves_no_ink_is_empty(typed):
    with pytest.raises(Empty):
        clean(typed, limit=LIMIT)


# Length, before all else


def test_the_limit_counts_characters_as_they_are_kept():
    assert len(clean("é" * LIMIT, limit=LIMIT).source) == LIMIT
    assert len(clean("e\u0301" * LIMIT, limit=LIMIT).source) == LIMIT
    with pytest.raises(TooLong) as refusal:
        clean("é" * (LIMIT + 1), limit=LIMIT)
    assert refusal.value.data == {"length": LIMIT + 1, "limit": LIMIT}


@pytest.mark.parametrize("typed", ["<em>" * 20_000, "a" * 10_000_000, "\x00" * 10_000_000])
def test_length_is_checked_before_any_work(typed, monkeypatch):
    """80 kB of `<em>` take bleach two seconds, and more than twice that for twice as much."""

    def too_late(*args):
        raise AssertionError("this text was not to be touched")

    monkeypatch.setattr(cleaning, "LINE_BREAKS", None)
    monkeypatch.setattr(cleaning, "cap_marks", too_late)
    with pytest.raises(TooLong):
        clean(typed, limit=LIMIT)


@pytest.mark.parametrize(
    "piece", ["<em>", "[", "*a_b", "[a](", "a\n\n", "https://", "\\", "&amp;", "_a"]
)
def test_the_longest_text_of_the_worst_kind_is_cleaned_at_once(piece):
    begun = time.process_time()
    clean((piece * LIMIT)[:LIMIT], limit=LIMIT)
    assert time.process_time() - begun < 3
