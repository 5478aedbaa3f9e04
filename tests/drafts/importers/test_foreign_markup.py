import pytest

from tests.drafts.importers.reading import check_html, codes, htmls, read, texts

pytestmark = pytest.mark.pure


def test_tags_go_and_their_words_stay():
    plan = read('<span style="color:red;"> **Notice** </span> <br>\nMoved <br>><br>\nDecember')
    assert texts(plan) == ["<p><b>Notice</b><br>Moved<br><br>December</p>"]
    assert codes(plan) == [(1, "markup_removed")]
    assert plan.notes[0].data["markup"] == '<span style="color:red;"> </span> <br> <br> <br> >'


def test_blocks_of_html_are_read_as_text():
    plan = read("<div class='x'>\n\nSome **words**.\n\n</div>\n<p>More</p><p>words</p>")
    assert texts(plan) == ["<p>Some <b>words</b>.</p>", "<p>More<br><br>words</p>"]


def test_a_sign_greater_than_in_a_sentence_stays():
    assert texts(read("<b>If</b> a > b.")) == ["<p>If a &gt; b.</p>"]


def test_attributes_of_other_generators_go():
    plan = read("[Plan](https://example.org){:.usa-button}\n\n## Aims {#aims .wide}\n\n{: .note}")
    assert texts(plan) == ['<p><a href="https://example.org">Plan</a></p>']
    assert [note.code for note in plan.notes] == ["markup_removed"] * 3


def test_braces_with_words_are_words():
    assert texts(read("{: as we said} and {these}")) == ["<p>{: as we said} and {these}</p>"]


def test_a_hidden_comment_is_shown_and_reported():
    plan = read("One <!-- two --> three.")
    assert texts(plan)[0].split() == ["<p>One", "two", "three.</p>"]
    assert codes(plan) == [(1, "comment_shown")]


def test_a_comment_over_paragraphs_is_shown_and_reported():
    plan = read("<!-- One.\n\nTwo. -->")
    assert texts(plan) == ["<p>One.</p>", "<p>Two.</p>"]
    assert codes(plan) == [(1, "comment_shown"), (3, "comment_shown")]


def test_images_leave_their_description():
    plan = read('![A *map*](map.png "Hidden") and ![](x.png) <img src=y alt="A chart">.')
    assert texts(plan) == ["<p>A map and  A chart.</p>"]
    assert [note.code for note in plan.notes] == [
        "image_as_words",
        "link_title_dropped",
        "image_dropped",
        "image_as_words",
        "markup_removed",
    ]


@pytest.mark.parametrize(
    "href",
    [
        "https://example.org/a?b=1&c=2",
        "http://example.org",
        "HTTPS://EXAMPLE.ORG",
        "mailto:a@b.org",
    ],
)
def test_links_to_the_world_stay(href):
    html = texts(read(f"See [it]({href})."))[0]
    assert f'<a href="{href.replace("&", "&amp;")}">it</a>' in html


@pytest.mark.parametrize(
    "href",
    [
        "/plan/5",
        "./x",
        "#aims",
        "page.html",
        "//example.org/x",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#10;script:alert(1)",
        "&#106;avascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc",
        "ftp://example.org",
        "https:",
        "/C:/Users/x",
        "<javascript:alert(1)>",
        "",
    ],
)
def test_other_links_leave_their_words_and_a_note(href):
    plan = read(f"See [it]({href}).")
    assert texts(plan) == ["<p>See it.</p>"]
    assert [(note.kind, note.code) for note in plan.notes] == [("dropped", "link_dropped")]


def test_a_links_title_is_reported():
    plan = read("[it](https://example.org 'Hidden words')")
    assert texts(plan) == ['<p><a href="https://example.org">it</a></p>']
    assert plan.notes[0].data == {"title": "Hidden words"}


def test_a_heading_reports_the_link_it_cannot_hold():
    plan = read("## [Aims](https://example.org)\n\nText.")
    assert plan.sections[0].text == "Aims"
    assert codes(plan) == [(1, "heading_link_dropped")]


def test_links_by_reference_work_and_unused_ones_are_reported():
    plan = read("See [it][1].\n\n[1]: https://example.org\n[2]: https://example.com 'Two'\n")
    assert texts(plan) == ['<p>See <a href="https://example.org">it</a>.</p>']
    assert [(note.code, note.data["label"], note.data["title"]) for note in plan.notes] == [
        ("reference_dropped", "2", "Two")
    ]


def test_a_note_in_brackets_is_no_reference():
    assert texts(read("[Note]: later")) == ["<p>[Note]: later</p>"]


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<img src=x onerror=alert(1)>x",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        '[x](https://e.org/"onmouseover="alert(1))',
        '[x](<https://e.org/" onmouseover="alert(1)>)',
        "[x](https://e.org 'a\"><script>')",
        '<https://e.org/"><script>alert(1)</script>>',
        "`<script>alert(1)</script>`",
        "```\n</p><script>alert(1)</script>\n```",
        "- ### <svg onload=alert(1)>\n\n  <iframe src=javascript:alert(1)>x</iframe>",
        "x\n\n![<script>](javascript:alert(1))",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<?php <script>alert(1)</script> ?>",
        "<!--><script>alert(1)</script>-->",
        "a|b\n-|-\n<script>|</script>",
        "\u000b<script>x</script>",
    ],
)
def test_no_script_comes_through(source):
    for html in htmls(read(source)):
        check_html(html)
        assert "<script" not in html
        assert "<img" not in html
