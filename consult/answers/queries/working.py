"""What the page needs on which a text is signed: what changed since the public one, and who signed."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import translation
from wagtail.models import Revision, TaskState, WorkflowState

from consult.answers.queries.signatures import Signatories, seats_in_hand
from consult.consultations.models import Consultation
from consult.drafts.diff import SectionText, Segment, compare, difference
from consult.drafts.models import Draft, DraftPage, Section, Version
from consult.drafts.publishing import has_own_text
from consult.drafts.queries import label_from
from consult.drafts.rendering import RenderedSection, render_sections
from consult.drafts.versions import Group, Passage, count, groups_of, section_text


@dataclass(frozen=True)
class Working:
    """The last saved text of a page: who saved it, who signed it, what is asked for."""

    page: DraftPage
    consultation: Consultation
    revision: Revision | None
    version: Version | None
    """The public version that it would follow."""
    seats: Signatories
    state: WorkflowState | None
    wish: TaskState | None
    """What somebody wants changed before they sign; None where nobody asked for changes."""

    @property
    def is_submitted(self) -> bool:
        return self.state is not None and self.state.status == WorkflowState.STATUS_IN_PROGRESS


@dataclass(frozen=True)
class Changes:
    """What changed from the public version to the last saved text."""

    title: list[Segment]
    introduction_changed: bool
    groups: list[Group]
    counts: dict[str, int]


def own_page(draft_key: UUID, language: str | None) -> DraftPage | None:
    """Return the page on which a draft is written: the one in a language, or else the first."""
    pages = DraftPage.objects.filter(translation_key=draft_key).select_related("locale")
    written = [page for page in pages.order_by("pk") if has_own_text(page)]
    in_language = (page for page in written if page.locale.language_code == language)
    return next(in_language, written[0] if written else None)


def consultation_of(page: DraftPage) -> Consultation | None:
    """Return the consultation below which a page stands; None before it is published."""
    draft = Draft.objects.filter(pk=page.translation_key).select_related("consultation").first()
    if draft:
        return draft.consultation
    key = page.get_parent().specific.translation_key
    return Consultation.objects.filter(pk=key).first()


def working_of(page: DraftPage, consultation: Consultation) -> Working:
    """Return the last saved text of a page."""
    state = page.current_workflow_state
    return Working(
        page=page,
        consultation=consultation,
        revision=page.get_latest_revision(),
        version=Version.objects.filter(
            draft=page.translation_key, language=page.locale.language_code
        ).first(),
        seats=seats_in_hand(page),
        state=state,
        wish=wish_of(state),
    )


def wish_of(state: WorkflowState | None) -> TaskState | None:
    """Return what somebody wants changed, where a workflow waits for that."""
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return None
    rejected = state.task_states.filter(status=TaskState.STATUS_REJECTED)
    return rejected.select_related("finished_by").order_by("-finished_at").first()


def changes_of(working: Working) -> Changes:
    """Return what changed from the public version to the last saved text, section by section."""
    saved = working.revision.as_object() if working.revision else working.page
    with translation.override(working.page.locale.language_code):
        sections = render_sections(saved.sections)
    stood = []
    if working.version:
        stood = list(working.version.sections.select_related("section").defer("html"))
    old, new = [section_text(one) for one in stood], [words_of(one) for one in sections]
    changes = compare(old, new)
    titles = [
        {one.section.key: one.title for one in stood},
        {one.key: one.title for one in sections},
    ]
    labels = {one.section.key: label_from(one.title, one.text) for one in stood}
    labels |= {one.key: label_from(one.title, one.text) for one in sections}
    counted = Section.objects.filter(draft=working.page.translation_key).values_list(
        "key", "comments_count", "guest_comments_count"
    )
    comments = {key: counts for key, *counts in counted}
    passages = [
        Passage(
            key=change.key,
            status=change.status,
            label=labels[change.key],
            title=difference(*(side.get(change.key, "") for side in titles)),
            segments=change.segments,
            comments_count=many,
            guest_comments_count=of_guests,
        )
        for change in changes
        for many, of_guests in [comments.get(change.key, (0, 0))]
    ]
    return Changes(
        title=difference(working.version.title if working.version else "", saved.title),
        introduction_changed=working.page.live and saved.introduction != working.page.introduction,
        groups=groups_of(passages),
        counts=count(changes),
    )


def words_of(one: RenderedSection) -> SectionText:
    """Return a section's words as they are compared: as `section_text` does for a stored one."""
    words = one.text.strip().removeprefix(one.title)
    lines = (" ".join(line.split()) for line in words.splitlines())
    return SectionText(one.key, one.title, "\n".join(line for line in lines if line))
