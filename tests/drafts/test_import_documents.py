"""Word and OpenDocument files become drafts; what cannot be kept is said, what is bad is refused."""

import io
import re
import zipfile
from collections import Counter

import pytest

from consult.drafts.importers import MAX_PACKAGE_BYTES, Heading, UnreadablePlan, read_plan
from consult.drafts.imports import import_plan
from consult.drafts.models import Version
from consult.drafts.pandoc import convert
from tests.drafts.importers.reading import DATA, all_words_shown, headings, tables, texts
from tests.drafts.test_import_plan import imported, refusal_of, run

FIXTURES = "docx-mammoth-fixtures"
RESPONSE = "uk-ogl-docs/consultation-response-psi-directive.docx"
PLAN = """# Plan d’action

## Ouvrir

Un premier *paragraphe*, **gras**, avec un [lien](https://example.org) et une note.[^1]

- un
- deux
    - dedans

| Qui | Quand |
|-----|-------|
| Nous | 2027 |

[^1]: Elle dit *pourquoi*.
"""
WORD = re.compile(r"[^\W\d_]+")
KINDS = ["docx", "odt"]


def document(kind, markdown=PLAN):
    return convert(markdown.encode(), "--from", "markdown", "--to", kind, "--standalone")


def real(path):
    if not (DATA / path).exists():
        pytest.skip("needs ../shared/data: real documents that are not part of the project")
    return (DATA / path).read_bytes()


def rewritten(source, name, change):
    """Return a package with one part changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(target, "w") as new:
        for one in old.infolist():
            part = old.read(one)
            new.writestr(one.filename, change(part) if one.filename == name else part)
    return target.getvalue()


def refused(source):
    with pytest.raises(UnreadablePlan) as refusal:
        read_plan(source)
    assert refusal.value.sentence
    return refusal.value.code


def codes(plan):
    return [note.code for note in plan.notes]


# Kept


@pytest.mark.parametrize("kind", KINDS)
def test_headings_lists_tables_emphasis_and_notes_are_kept(kind):
    plan = read_plan(document(kind))
    assert plan.title == "Plan d’action"
    assert headings(plan) == [("Ouvrir", 2)]
    assert texts(plan) == [
        '<p>Un premier <i>paragraphe</i>, <b>gras</b>, avec un <a href="https://example.org">lien'
        '</a> et une note.<a href="#note-1">[1]</a></p>',
        "<ul><li>un</li><li>deux<ul><li>dedans</li></ul></li></ul>",
        '<p><a href="#ref-1">[1]</a> Elle dit <i>pourquoi</i>.</p>',
    ]
    assert tables(plan) == [[["Qui", "Quand"], ["Nous", "2027"]]]
    assert codes(plan) == []


GRID = """
+-------------+------+-------+
| **Qui**     | Quand        |
+=============+======+=======+
| *Ministère* | 2026 | 2027  |
|             +------+-------+
|             | - un | Deux. |
|             | - b  |       |
|             |      | Fin.  |
+-------------+------+-------+

: Les étapes, une à une

"""


@pytest.mark.parametrize("kind", KINDS)
def test_cells_keep_their_emphasis_and_lines_and_those_over_several_stand_in_the_first(kind):
    plan = read_plan(document(kind, f"# Plan\n{GRID}\nAprès.\n"))
    *above, table, after = plan.sections
    assert tables(plan) == [
        [
            ["<b>Qui</b>", "Quand", ""],
            ["<i>Ministère</i>", "2026", "2027"],
            ["", "un<br>b", "Deux.<br>Fin."],
        ]
    ]
    assert table.has_header_row
    # Pandoc takes the caption of an OpenDocument text for a paragraph.
    said = [table.caption] if kind == "docx" else texts(plan)[:1]
    assert (len(above), *said) in [
        (0, "Les étapes, une à une"),
        (1, "<p>Les étapes, une à une</p>"),
    ]
    assert sorted(codes(plan)) == ["cells_flattened", "cells_split"]
    assert WORD.findall(all_words_shown(plan)).count("Ministère") == 1
    assert after.html == "<p>Après.</p>"


@pytest.mark.parametrize("kind", KINDS)
def test_a_frame_of_one_cell_is_text(kind):
    plan = read_plan(document(kind, "# Plan\n\n+-----+\n| Oui |\n+-----+\n"))
    assert texts(plan) == ["<p>Oui</p>"]
    assert codes(plan) == ["table_as_text"]


def test_a_table_inside_a_list_is_a_list():
    source = document("docx", "- un\n\n  | a | b |\n  |---|---|\n  | c | d |\n")
    assert Counter(WORD.findall(all_words_shown(read_plan(source)))) == Counter("abcd") + Counter(
        ["un"]
    )


@pytest.mark.parametrize(
    ("rows", "columns", "kept"), [(15, 100, True), (16, 100, False), (2, 1200, False)]
)
def test_tables_that_no_editor_can_hold_are_lists(rows, columns, kept):
    """ATTACKS: a form has a greatest number of fields; a page that has more can never be saved."""
    line = "|" + " x |" * columns
    plan = read_plan("\n".join([line, "|-" * columns + "|", *[line] * (rows - 1)]).encode())
    assert bool(tables(plan)) is kept
    assert codes(plan) == ([] if kept else ["table_as_list"])
    assert len(WORD.findall(all_words_shown(plan))) == rows * columns


@pytest.mark.parametrize("kind", KINDS)
def test_chapters_below_the_title_of_a_document_are_chapters(kind):
    plan = read_plan(document(kind, "---\ntitle: Plan\nsubtitle: Sous\n---\n\n# Un\n\n## Deux\n"))
    assert plan.title == "Plan"
    assert headings(plan) == [("Un", 2), ("Deux", 3)]
    assert texts(plan) == ["<p>Sous</p>"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_of_several_chapters_is_no_title(kind):
    plan = read_plan(document(kind, "# Un\n\nOui.\n\n# Deux\n\nNon.\n"))
    assert plan.title == ""
    assert headings(plan) == [("Un", 2), ("Deux", 2)]


@pytest.mark.parametrize("kind", KINDS)
def test_lists_that_count_otherwise_keep_their_marks(kind):
    plan = read_plan(document(kind, "d. quatre\ne. cinq\n\nEntre deux.\n\n1. un\n2. deux\n"))
    assert texts(plan)[0] == "<ul><li>d. quatre</li><li>e. cinq</li></ul>"
    assert texts(plan)[-1] == "<ol><li>un</li><li>deux</li></ol>"


@pytest.mark.parametrize(
    "path",
    [RESPONSE, f"{FIXTURES}/footnotes.docx", f"{FIXTURES}/text-box.docx"],
)
def test_no_word_of_a_real_document_is_lost_or_added(path):
    source = real(path)
    shown = convert(source, "--from", "docx", "--to", "plain", "--wrap", "none").decode()
    assert Counter(WORD.findall(shown)) == Counter(WORD.findall(all_words_shown(read_plan(source))))


def test_a_real_document_has_its_chapters_and_its_notes():
    plan = read_plan(real(RESPONSE))
    assert sum(isinstance(section, Heading) for section in plan.sections) > 3
    assert any('href="#note-1"' in html for html in texts(plan))


@pytest.mark.django_db
def test_notes_lead_to_their_section_and_back(stage):
    page = import_plan(read_plan(document("docx")), parent=stage.consultation_page, publish=True)
    version = Version.objects.get(draft=page.translation_key)
    told, *_rest, note = version.sections.select_related("section").exclude(kind="heading")
    assert f'href="#s-{note.section.key}"' in told.html
    assert f'href="#s-{told.section.key}"' in note.html
    assert "#note-" not in told.html + note.html


# Said


def test_pictures_from_elsewhere_are_not_fetched_and_comments_are_counted():
    assert refused(real(f"{FIXTURES}/external-picture.docx")) == "empty"
    assert codes(read_plan(real(f"{FIXTURES}/comments.docx"))) == ["comments_dropped"]


def test_pictures_are_left_out_and_counted():
    with_text = rewritten(
        real(f"{FIXTURES}/tiny-picture.docx"),
        "word/document.xml",
        lambda part: (
            part.replace(b"<w:sectPr", b"<w:p><w:r><w:t>Oui.</w:t></w:r></w:p><w:sectPr", 1)
            if b"<w:sectPr" in part
            else part.replace(b"</w:body>", b"<w:p><w:r><w:t>Oui.</w:t></w:r></w:p></w:body>")
        ),
    )
    plan = read_plan(with_text)
    assert texts(plan) == ["<p>Oui.</p>"]
    assert codes(plan) == ["pictures_dropped"]


def test_what_was_struck_out_is_said():
    assert "struck_out_as_text" in codes(read_plan(real(f"{FIXTURES}/strikethrough.docx")))


NESTED = "<table><tr><td>un<table><tr><td>deux</td><td>trois</td></tr></table></td><td>4</td></tr></table>"


def test_a_table_inside_a_table_is_lines_of_its_cell_or_is_said_to_be_left_out():
    docx, odt = (
        read_plan(convert(NESTED.encode(), "--from", "html", "--to", kind)) for kind in KINDS
    )
    assert tables(docx) == [[["un<br>deux – trois", "4"]]]
    assert tables(odt) == [[["un", "4"]]]
    assert codes(docx) == ["cells_flattened"]
    assert codes(odt) == ["inner_tables_dropped"]


# Refused


def test_tracked_changes_are_refused():
    odt = rewritten(
        document("odt"),
        "content.xml",
        lambda part: part.replace(
            b"<office:text>",
            b"<office:text><text:tracked-changes><text:changed-region/></text:tracked-changes>",
        ),
    )
    docx = rewritten(
        document("docx"),
        "word/document.xml",
        lambda part: part.replace(
            b"<w:body>", b'<w:body><w:p><w:ins w:id="1"><w:r><w:t>Neuf</w:t></w:r></w:ins></w:p>'
        ),
    )
    assert {refused(odt), refused(docx)} == {"tracked_changes"}


def zipped(**parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name.replace("__", "/"), part)
    return target.getvalue()


def bad_files():
    docx = document("docx")
    return {
        "other_kind": [b"%PDF-1.7 x", b"{\\rtf1 x}", zipped(sheet="x")],
        "locked": [
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            rewritten(
                document("odt"),
                "META-INF/manifest.xml",
                lambda part: part.replace(
                    b"</manifest:manifest>", b"<manifest:encryption-data/></manifest:manifest>"
                ),
            ),
        ],
        "damaged": [
            docx[: len(docx) // 2],
            b"PK\x03\x04",
            rewritten(docx, "word/document.xml", lambda part: part[:-20]),
        ],
        "document_too_large": [
            b"PK\x03\x04" + b"0" * MAX_PACKAGE_BYTES,
            # A zip bomb (ATTACKS: crafted uploads): 50 MB in 50 kB.
            bomb(),
        ],
        "empty": [document("docx", ""), document("odt", ""), b""],
    }


def bomb():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "wordprocessingml.document.main+xml")
        packed.writestr("word/document.xml", b" " * 50 * 1024 * 1024)
    assert len(target.getvalue()) < 100_000
    return target.getvalue()


@pytest.mark.parametrize("code", ["other_kind", "locked", "damaged", "document_too_large", "empty"])
def test_bad_files_are_refused_with_a_reason(code):
    for source in bad_files()[code]:
        assert refused(source) == code


def test_entities_are_not_expanded():
    """An XML bomb, and a way to read files of the server (ATTACKS: crafted uploads)."""
    bomb = rewritten(
        document("docx"),
        "word/document.xml",
        lambda part: part.replace(
            b"<w:document ",
            b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document ',
            1,
        ),
    )
    assert refused(bomb) == "damaged"


# The command


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_the_command_reads_what_a_file_holds_whatever_it_is_called(stage, tmp_path, kind):
    path = tmp_path / "plan.md"
    path.write_bytes(document(kind))
    said = run(path)
    assert imported().title == "Plan d’action"
    assert "5 sections" in said


@pytest.mark.django_db
def test_the_command_refuses_with_a_sentence(stage, tmp_path):
    path = tmp_path / "plan.docx"
    path.write_bytes(b"PK\x03\x04")
    assert refusal_of(path)
