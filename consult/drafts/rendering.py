"""From a block to the section that people read: kind, title, HTML and words. Pure of the ORM."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.utils.safestring import SafeString
from wagtail.blocks import StreamValue

from consult.core.text import plain

TITLE_LENGTH = 500


@dataclass(frozen=True)
class RenderedSection:
    """One section in one language. `level` is 2, 3 or 4 for headings, 3 for commitments, else 0."""

    key: UUID
    position: int
    kind: str
    title: str
    level: int
    html: SafeString
    text: str


def render_sections(sections: StreamValue) -> list[RenderedSection]:
    """Render the blocks of a draft in the active language."""
    return [render_section(child, position) for position, child in enumerate(sections, start=1)]


def render_section(child: StreamValue.StreamChild, position: int) -> RenderedSection:
    """Render one block; `position` counts from 1, for 0 is the draft as a whole."""
    html = child.render()
    title, level = "", 0
    if child.block_type == "heading":
        title, level = child.value["text"], int(child.value["level"])
    elif child.block_type == "commitment":
        title, level = child.value["title"], 3
    elif child.block_type == "table":
        title = child.value["caption"]
    return RenderedSection(
        key=UUID(child.id) if child.id else uuid4(),  # in a preview, a block may be too new for one
        position=position,
        kind=child.block_type,
        title=title[:TITLE_LENGTH],
        level=level,
        html=html,
        text=plain(html),
    )
