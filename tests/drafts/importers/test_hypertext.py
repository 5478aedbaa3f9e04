"""A page in HTML becomes a plan: what its author marked off is one passage, and nothing runs."""

import pytest

from consult.drafts.importers import MAX_BYTES, Heading, Text, UnreadablePlan, read_plan
from tests.drafts.importers.reading import check_html, headings, htmls, real_plan, tables, texts

pytestmark = pytest.mark.pure

PAGE = """<!doctype html>
<html lang="fr" dir="ltr"><head><meta charset="utf-8"><title>Fenêtre</title></head><body>
<h1>Déclaration</h1>
<header><h2>Préambule</h2><p>Un.</p><p>Deux.</p></header>
<article data-number="1"><h2>Article 1</h2><p>Le <b>premier</b>.</p></article>
<article data-number="2"><h2>Article 2</h2><ol><li><p>un</p></li><li><p>deux</p></li></ol></article>
<p>Loin.</p><p>Dehors.</p>
</body></html>"""
FILES = {"en": "eng", "fr": "fra", "es": "spa", "ar": "arb"}


def refused(source, language=""):
    with pytest.raises(UnreadablePlan) as refusal:
        read_plan(source if isinstance(source, bytes) else source.encode(), language)
    return refusal.value


def test_an_article_is_a_heading_and_one_text():
    plan = read_plan(PAGE.encode(), "fr")
    assert (plan.title, plan.language) == ("Déclaration", "fr")
    assert headings(plan) == [("Préambule", 2), ("Article 1", 2), ("Article 2", 2)]
    assert texts(plan) == [
        "<p>Un.</p><p>Deux.</p>",
        "<p>Le <b>premier</b>.</p>",
        "<ol><li>un</li><li>deux</li></ol>",
        "<p>Loin.</p>",
        "<p>Dehors.</p>",
    ]
    assert not plan.notes


def test_without_a_heading_of_its_own_a_page_has_the_title_of_its_window():
    plan = read_plan(PAGE.replace("h1>", "p>").encode())
    assert plan.title == "Fenêtre"


def test_a_table_inside_an_article_is_a_table():
    page = "<html><body><article><p>a</p><table><tr><th>b</th><th>c</th></tr><tr><td>d</td>"
    plan = read_plan(f"{page}<td>e</td></tr></table><p>f</p></article></body></html>".encode())
    assert tables(plan) == [[["b", "c"], ["d", "e"]]]
    assert texts(plan) == ["<p>a</p>", "<p>f</p>"]


@pytest.mark.parametrize("language", FILES)
def test_thirty_articles_stand_in_each_language(language):
    source = real_plan(f"udhr-html/{FILES[language]}.html")
    plan = read_plan(source, language)
    assert plan.language == language
    assert plan.title
    assert [type(one) for one in plan.sections] == [Heading, Text] * 31
    numbers = [int(one.text.split()[-1]) for one in plan.sections[4::2]]
    assert numbers == list(range(2, 31))
    assert not plan.notes


def test_markdown_with_some_html_in_it_is_markdown():
    assert read_plan(b"# Plan\n\n<html>\n\nUn.\n").title == "Plan"


@pytest.mark.parametrize(("said", "asked"), [("fr", "en"), ("en-CA", "fr"), ("ar", "es")])
def test_a_file_in_another_language_than_the_one_named_is_refused(said, asked):
    refusal = refused(f'<!doctype html><html lang="{said}"><p>Un.', asked)
    assert refusal.code == "other_language"
    assert said in refusal.sentence
    assert asked in refusal.sentence


@pytest.mark.parametrize("said", ["fr", "fr-CA", "FR", "fr_FR"])
def test_a_country_is_no_other_language(said):
    assert read_plan(f'<!doctype html><html lang="{said}"><p>Un.'.encode(), "fr").sections


def test_another_encoding_is_refused_and_not_guessed():
    assert refused(PAGE.encode("latin-1")).code == "not_text"


def test_huge_and_hostile_pages_are_refused_in_time():
    assert refused("<!doctype html><html>" + "a" * MAX_BYTES).code == "too_large"
    assert refused("<!doctype html><html><body></body></html>").code == "empty"
    assert refused("<!doctype html><html>" + "<div><blockquote>" * 3_000 + "x").code == "damaged"


def test_what_would_run_never_comes_in():
    """CVE-2026-45572: raw HTML of those who write ran in visitors' browsers."""
    plan = read_plan(
        b"<!doctype html><html onload=alert(1)><head><script>alert(1)</script></head><body>"
        b"<h1>T<img src=x onerror=alert(2)></h1><article onclick=alert(3)><h2>A</h2>"
        b'<p style="position:fixed">x <a href="javascript:alert(4)" onclick=alert(5)>y</a> '
        b'<a href="https://example.org" target=_blank>z</a></p><script>alert(6)</script>'
        b'<iframe src="https://evil.example/"></iframe><svg onload=alert(7)><text>s</text></svg>'
        b'<object data=x></object><style>p{}</style><img src="https://evil.example/p.png">'
        b"</article><!-- alert(8) --></body></html>"
    )
    for html in htmls(plan):
        check_html(html)
        assert "alert" not in html
    assert plan.title == "T"
    assert texts(plan)[0] == '<p>x y <a href="https://example.org">z</a></p>'
    assert "pictures_dropped" in [note.code for note in plan.notes]
