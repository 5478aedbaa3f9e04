"""Quoted words are marked where they stand, and the section's HTML stays what it was."""

import re
import time
from html import escape
from unicodedata import combining

import pytest
from django.utils import translation
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from consult.core.text import plain
from consult.threads.highlights import Mark, highlight, letters_of
from consult.threads.quotes import Quote, Span, find, squash

pytestmark = pytest.mark.pure

NOTE = '<span class="visually-hidden" data-not-text> (quoted in a contribution)</span>'
COMMITMENT = (
    '<h3>Registre</h3>\n\n    <h4>Le problème</h4>\n    <p>Rien &amp; personne.</p>\n<dl class="fields">\n'
    "    <div><dt>Pilote</dt> <dd>Ministère</dd></div>\n    \n    <div><dt>Partenaire</dt> <dd>Ligue</dd></div>\n"
    "    <ul>\n        <li>Un</li>\n        <li>Deux&nbsp;: <time>mars</time></li>\n    </ul>\n</dl>\n"
)


@pytest.fixture(autouse=True)
def english():
    """What is said to screen readers is compared in English."""
    with translation.override("en"):
        yield


def mark(html, exact, comment="7", href="/c/7"):
    return Mark(find(Quote(exact), plain(html)), href, comment)


def shown(html, *exact):
    return highlight(html, [mark(html, words) for words in exact])


def without_marks(html):
    """What is left once everything is taken out that `highlight` may put in."""
    html = re.sub(r'<span class="visually-hidden" data-not-text>.*?</span>', "", html)
    html = re.sub(r'<mark class="quoted" data-quotes="[^"]*">(?:<a href="/c/[^"]*">)?', "", html)
    return html.replace("</a></mark>", "").replace("</mark>", "")


def test_quoted_words_lead_to_the_comment():
    assert shown("<p>Publier avant mars.</p>", "avant mars") == (
        '<p>Publier <mark class="quoted" data-quotes="7"><a href="/c/7">avant mars'
        f"{NOTE}</a></mark>.</p>"
    )


def test_a_quote_across_tags_is_marked_in_each_of_them():
    assert shown("<p>Publier <em>avant</em> mars.</p>\n<p>Puis</p>", "avant mars. Puis") == (
        '<p>Publier <em><mark class="quoted" data-quotes="7"><a href="/c/7">avant</a></mark></em>'
        '<mark class="quoted" data-quotes="7"><a href="/c/7"> mars.</a></mark></p>\n'
        f'<p><mark class="quoted" data-quotes="7"><a href="/c/7">Puis{NOTE}</a></mark></p>'
    )


def test_white_space_between_blocks_is_not_marked():
    html = shown(COMMITMENT, "Ministère Partenaire")
    assert html.count("<mark") == 2
    assert "</dd></div>\n    \n    <div><dt><mark" in html


def test_overlapping_quotes_are_cut_and_lead_to_the_most_specific():
    html = "<p>un deux trois quatre</p>"
    assert highlight(
        html,
        [mark(html, "un deux trois", "1", "/c/1"), mark(html, "deux trois quatre", "2", "/c/2")],
    ) == (
        '<p><mark class="quoted" data-quotes="1"><a href="/c/1">un </a></mark>'
        f'<mark class="quoted" data-quotes="1 2"><a href="/c/2">deux trois{NOTE}</a></mark>'
        f'<mark class="quoted" data-quotes="2"><a href="/c/2"> quatre{NOTE}</a></mark></p>'
    )


def test_two_comments_on_the_same_words_are_counted():
    html = "<p>un deux</p>"
    marks = [mark(html, "deux", "1", "/c/1"), mark(html, "deux", "2", "/c/2")]
    assert ' data-quotes="1 2"' in highlight(html, marks)
    assert "(quoted in 2 contributions)" in highlight(html, marks)


def test_no_link_is_put_into_a_link():
    assert shown('<p><a href="/texte">le texte</a> entier</p>', "le texte entier") == (
        '<p><a href="/texte"><mark class="quoted" data-quotes="7">le texte</mark></a>'
        f'<mark class="quoted" data-quotes="7"><a href="/c/7"> entier{NOTE}</a></mark></p>'
    )


def test_a_comment_of_the_markup_and_attributes_are_no_words():
    html = '<p title="mars > avril"><!-- mars --><a href="/mars">mars</a></p>'
    assert shown(html, "mars") == html.replace(
        ">mars</a>", f'><mark class="quoted" data-quotes="7">mars{NOTE}</mark></a>'
    )


def test_words_that_look_like_tags_stay_words():
    # Stored as text, shown as text: the wrapping unescapes nothing.
    html = "<p>du &lt;script&gt;alert(1)&lt;/script&gt; &amp;lt; fin</p>"
    marked = shown(html, "<script>alert(1)</script> &lt;")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;" in marked
    assert "<script" not in marked


def test_addresses_and_names_are_escaped():
    html = "<p>mars</p>"
    marked = highlight(html, [Mark(Span(0, 4), '/c/"><script>', '"><img onerror=x>')])
    assert "<script" not in marked
    assert "<img" not in marked


def test_the_note_speaks_the_readers_language():
    with translation.override("ar"):
        assert "data-not-text" in shown("<p>mars</p>", "mars")


@pytest.mark.parametrize("span", [Span(0, 0), Span(3, 2), Span(-2, 2), Span(2, 99)])
def test_a_place_that_is_none_is_not_marked(span):
    assert highlight("<p>mars</p>", [Mark(span, "/c/7", "7")]) == "<p>mars</p>"


def test_letters_with_marks_of_their_own_are_found():
    html = "<p>une anne\u0301e du me&#x301;tier</p>"
    assert 'href="/c/7">anne\u0301e<' in shown(html, "année").replace(NOTE, "")
    assert 'href="/c/7">me&#x301;tier<' in shown(html, "métier").replace(NOTE, "")


@pytest.mark.parametrize(
    "html",
    [
        "<p>une anne<em>\u0301</em>e</p>",  # a letter that two elements share
        "<p>un &am<em>p;</em> deux</p>",  # a reference that only becomes one without the tags
        "<p>\u1100\u1161 deux</p>",  # Korean letters that become a syllable
    ],
)
def test_html_that_cannot_be_told_letter_by_letter_stays_unmarked(html):
    # Nothing is marked rather than other words.
    assert highlight(html, [Mark(Span(0, 3), "/c/7", "7")]) == html


def test_a_long_section_with_many_quotes_is_marked_in_a_moment():
    html = (
        "<p>" + "</p>\n<p>".join("Publier les données avant mars. " * 8 for _ in range(80)) + "</p>"
    )
    marks = [Mark(Span(at * 40, at * 40 + 60), f"/c/{at}", str(at)) for at in range(500)]
    started = time.thread_time()
    marked = highlight(html, marks)
    assert time.thread_time() - started < 1.5
    assert without_marks(marked) == html


# Any HTML of ours

SOLID = """
mot année e\u0301 &nbsp; &amp; &#x27; &lt;b&gt; &#233; &eacute; &amp;amp; R&amp;D سنة سَنة 政 🙂 l’
<br> <p> </p> <li> </li> <em> </em> <h3> </h3> </a> <dt> </dt> <dd> </dd> </time>
"""
SPACED = [
    " ",
    "\n  ",
    "\xa0",
    "«\u202f",
    '<a href="/x">',
    '<time datetime="2026">',
    "<!-- rien -->",
]
PIECES = st.sampled_from(SOLID.split() + SPACED)


@given(st.lists(PIECES, max_size=30).map("".join))
@settings(max_examples=400, deadline=None)
def test_the_letters_found_are_the_plain_text(html):
    assert "".join(letter.text for letter in letters_of(html)) == squash(plain(html))


@given(st.lists(PIECES, max_size=30).map("".join), st.data())
@settings(max_examples=400, deadline=None)
def test_taking_the_marks_out_gives_the_html_back(html, data):
    length = len(squash(plain(html)))
    number = st.integers(0, length)
    pairs = data.draw(st.lists(st.tuples(number, number), max_size=5))
    marks = [Mark(Span(*sorted(pair)), f"/c/{at}", str(at)) for at, pair in enumerate(pairs)]
    marked = highlight(html, marks)
    assert without_marks(marked) == html
    visible = re.sub(r"<span class=.visually-hidden.*?</span>", "", marked)
    assert plain(visible) == plain(html)


@given(st.text(alphabet="abé \u0301<>&;\"'", max_size=40), st.data())
@settings(deadline=None)
def test_what_is_marked_is_what_was_quoted(text, data):
    """A quote ends between letters: what stands above one belongs to it."""
    html = f"<p>{escape(text)}</p>"
    whole = squash(plain(html))
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    assume(not any(combining(one) for at in (start, end) for one in whole[at : at + 1]))
    marked = highlight(html, [Mark(Span(start, end), "/c/7", "7")]).replace(NOTE, "")
    words = "".join(re.findall(r'<a href="/c/7">(.*?)</a>', marked, re.DOTALL))
    assert squash(plain(words)) == squash(whole[start:end])
