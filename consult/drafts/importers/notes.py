"""What the importer tells people about their file: codes and values, said as sentences on demand."""

from dataclasses import dataclass, field

from django.utils.translation import gettext, gettext_noop

REPAIRED, DROPPED, UNPLACED = "repaired", "dropped", "unplaced"

SHOWN = 80
"""How much of a value a sentence shows; `Note.data` always holds all of it."""

CODES = {
    "heading_completed": (
        REPAIRED,
        gettext_noop("“%(added)s” was cut off and completes the heading “%(heading)s”."),
    ),
    "heading_run_in": (
        REPAIRED,
        gettext_noop("“%(heading)s” was run into its paragraph; it is now a heading."),
    ),
    "sentence_joined": (
        REPAIRED,
        gettext_noop(
            "A sentence cut in two was joined: “…%(before)s” and “%(after)s…”. "
            "Check that no words are missing between them."
        ),
    ),
    "list_joined": (REPAIRED, gettext_noop("A list that was cut in two is one list again.")),
    "enumeration_joined": (
        REPAIRED,
        gettext_noop("“%(marker)s” continues the enumeration of the paragraph before it."),
    ),
    "enumeration_listed": (
        REPAIRED,
        gettext_noop("The enumeration from %(first)s to %(last)s is now a list."),
    ),
    "word_rejoined": (
        REPAIRED,
        gettext_noop("“%(left)s-” and “%(right)s” are one word cut at the end of a line."),
    ),
    "bullet_restored": (REPAIRED, gettext_noop("“%(bullet)s” became an item of a list.")),
    "body_indent_restored": (
        REPAIRED,
        gettext_noop("The text after “%(title)s” had lost its indent; it is part of it again."),
    ),
    "rule_not_heading": (
        REPAIRED,
        gettext_noop("The line under “%(words)s” is a rule; the paragraph is not a heading."),
    ),
    "level_clamped": (
        REPAIRED,
        gettext_noop("The heading “%(heading)s” moved from level %(was)s to level %(level)s."),
    ),
    "heading_in_text": (
        REPAIRED,
        gettext_noop("The heading “%(heading)s” is inside a commitment or a list; it is now bold."),
    ),
    "markup_removed": (
        REPAIRED,
        gettext_noop("Markup of another site was taken away, its words kept: %(markup)s"),
    ),
    "comment_shown": (
        REPAIRED,
        gettext_noop(
            "A hidden comment is now part of the text. Delete it if it is not for readers."
        ),
    ),
    "image_as_words": (
        REPAIRED,
        gettext_noop("The image %(src)s was replaced by its description: “%(words)s”."),
    ),
    "table_as_list": (
        REPAIRED,
        gettext_noop(
            "A table became a list, one item for each row: it stands inside a commitment or a "
            "list, or is too large for the editor."
        ),
    ),
    "table_as_text": (
        REPAIRED,
        gettext_noop("A table of a single cell, as it is used for frames, became ordinary text."),
    ),
    "cells_split": (
        REPAIRED,
        gettext_noop(
            "A table had cells over several rows or columns. Their words stand in the first; the "
            "others are empty."
        ),
    ),
    "cells_flattened": (
        REPAIRED,
        gettext_noop("Paragraphs and lists in the cells of a table became lines of their cell."),
    ),
    "code_as_text": (REPAIRED, gettext_noop("A block of code became ordinary paragraphs.")),
    "quote_as_text": (REPAIRED, gettext_noop("A quotation became ordinary paragraphs.")),
    "numbers_kept": (
        REPAIRED,
        gettext_noop("A list that does not count from 1 keeps its numbers as words: %(numbers)s"),
    ),
    "nesting_flattened": (
        REPAIRED,
        gettext_noop("Lists or quotations were nested too deeply; the deepest became text."),
    ),
    "link_dropped": (
        DROPPED,
        gettext_noop("The link of “%(words)s” only works on the old site: %(href)s"),
    ),
    "heading_link_dropped": (
        DROPPED,
        gettext_noop("A heading cannot hold a link; “%(heading)s” led to %(href)s"),
    ),
    "link_title_dropped": (
        DROPPED,
        gettext_noop("A link's hidden title was left out: “%(title)s”."),
    ),
    "reference_dropped": (
        DROPPED,
        gettext_noop("Nothing uses the link “%(label)s” (%(href)s); it was left out."),
    ),
    "image_dropped": (DROPPED, gettext_noop("The image %(src)s has no description; left out.")),
    "pictures_dropped": (
        DROPPED,
        gettext_noop("Pictures cannot be kept; left out: %(count)s. Their descriptions are text."),
    ),
    "comments_dropped": (
        DROPPED,
        gettext_noop("Comments in the margin are not part of the text; left out: %(count)s."),
    ),
    "inner_tables_dropped": (
        DROPPED,
        gettext_noop(
            "Tables inside tables of an OpenDocument text cannot be read; left out: %(count)s. "
            "Take them out of their table, or save the document as .docx."
        ),
    ),
    "struck_out_as_text": (
        REPAIRED,
        gettext_noop(
            "“%(words)s” was struck out and is now ordinary text. Check that it is meant."
        ),
    ),
    "formula_as_text": (REPAIRED, gettext_noop("A formula became ordinary text: %(words)s")),
    "front_matter_value": (
        DROPPED,
        gettext_noop("A setting of the old page was left out: %(key)s: %(value)s"),
    ),
    "front_matter_unreadable": (
        UNPLACED,
        gettext_noop(
            "The settings at the top of the file cannot be read; they are kept as text. "
            "Delete what readers do not need."
        ),
    ),
    "front_matter_unclosed": (
        UNPLACED,
        gettext_noop(
            "The settings at the top of the file have no closing line “---”; they are kept as text."
        ),
    ),
    "maybe_two_headings": (
        UNPLACED,
        gettext_noop("“%(heading)s” may be two headings in one line. If so, split it by hand."),
    ),
    "maybe_page_number": (
        UNPLACED,
        gettext_noop("“%(words)s” stands alone and may be a page number. If so, delete it."),
    ),
    "commitment_without_body": (
        UNPLACED,
        gettext_noop("The commitment “%(title)s” has no text of its own."),
    ),
    "field_left_out": (
        DROPPED,
        gettext_noop("What is asked of those who report was left out: %(label)s"),
    ),
    "words_in_one_language": (
        DROPPED,
        gettext_noop("This stands in the file in one language only, and was left out: %(words)s"),
    ),
    "too_much_markup": (
        UNPLACED,
        gettext_noop(
            "This paragraph holds more signs than can be read as Markdown; kept as it is."
        ),
    ),
}


@dataclass(frozen=True)
class Note:
    """One thing a person should know about line `line` of the source file (the first is 1)."""

    line: int
    kind: str
    code: str
    data: dict = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The note in the language of the reader. Plain text: escape it where it is shown."""
        return gettext(CODES[self.code][1]) % {k: _shown(v) for k, v in self.data.items()}


class Notes(list):
    """The notes of one import, gathered on the way."""

    def say(self, line: int, code: str, **values) -> None:
        self.append(Note(line, CODES[code][0], code, values))


def _shown(value) -> str:
    words = str(value)
    return words if len(words) <= SHOWN else f"{words[:SHOWN]}…"
