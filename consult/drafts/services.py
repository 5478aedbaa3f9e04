"""What is done with drafts: a publication takes a version, and sections follow it."""

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone, translation

from consult.consultations import services as consultations
from consult.consultations.models import Consultation
from consult.drafts.models import Draft, DraftPage, Section, Version, VersionSection
from consult.drafts.rendering import RenderedSection, render_sections
from consult.drafts.translations import translated_version
from consult.live import services as live
from consult.people.models import User
from consult.people.names.services import reserve_names


def lock_sections(sections: QuerySet[Section]) -> None:
    """Lock several sections, in the order in which all who need more than one do: whoever writes there
    waits until the transaction ends, and no two wait for each other.
    """
    list(sections.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk"))


@transaction.atomic
def take_version(page: DraftPage, *, by: User | None = None) -> Version:
    """Take the snapshot of a draft page that was just published in its language.

    Sections that are new get their row; those that no language's latest version holds any more
    are retired, with what was said about them.
    """
    draft = ensure_draft(page)
    Draft.objects.select_for_update(no_key=True).get(pk=draft.pk)
    # All of them before the draft's stream: whoever writes about one locks that after it.
    lock_sections(draft.sections.all())
    language = page.locale.language_code
    with translation.override(language):
        rendered = render_sections(page.sections)
    last = draft.versions.filter(language=language).aggregate(last=Max("number"))["last"] or 0
    version = Version.objects.create(
        draft=draft,
        language=language,
        number=last + 1,
        title=page.title,
        published_at=page.last_published_at or timezone.now(),
        published_by=by,
        translates=translated_version(page),
        revision_id=page.live_revision_id,
    )
    rows = ensure_sections(draft, rendered)
    VersionSection.objects.bulk_create(
        VersionSection(
            version=version,
            section=rows[section.key],
            position=section.position,
            kind=section.kind,
            title=section.title,
            level=section.level,
            html=section.html,
            text=section.text,
        )
        for section in rendered
    )
    retire_sections(draft)
    reserve_names(page=draft.pk, language=language, names=institutions_in(page))
    live.record(stream_id=draft.pk, type="version.published", object_id=version.pk)
    return version


def institutions_in(page: DraftPage) -> list[str]:
    """Return the institutions and partners that the commitments of a page name."""
    commitments = (one.value for one in page.sections if one.block_type == "commitment")
    return [name for one in commitments for name in (one["lead"], one["partner"]) if name]


def ensure_draft(page: DraftPage) -> Draft:
    """Return the row of a draft page, made with its first publication."""
    draft = Draft.objects.filter(pk=page.translation_key).first()
    if draft is None:
        draft, _created = Draft.objects.get_or_create(
            pk=page.translation_key, defaults={"consultation": consultation_of(page)}
        )
        Section.objects.get_or_create(draft=draft, key=draft.pk, defaults={"position": 0})
        live.open_stream(draft.pk)
    return draft


def consultation_of(page: DraftPage) -> Consultation:
    """Return the row of the consultation below which a draft page stands."""
    parent = page.get_parent().specific
    known = Consultation.objects.filter(pk=parent.translation_key).first()
    return known or consultations.follow_page(parent)


@transaction.atomic
def follow_move(page: DraftPage) -> None:
    """Let a draft whose page was moved obey the consultation below which it stands now."""
    Draft.objects.filter(pk=page.translation_key).update(consultation=consultation_of(page))
    end_visibility(page)


def ensure_sections(draft: Draft, rendered: list[RenderedSection]) -> dict:
    """Return the rows of rendered sections by key, made or moved to their place where needed."""
    Section.objects.bulk_create(
        (Section(draft=draft, key=one.key, position=one.position) for one in rendered),
        update_conflicts=True,
        unique_fields=["draft", "key"],
        update_fields=["position"],
    )
    return {row.key: row for row in draft.sections.all()}


def retire_sections(draft: Draft) -> None:
    """Retire the sections that no language's latest version holds, and bring back the others."""
    latest = Version.objects.filter(draft=draft).values("language").annotate(last=Max("number"))
    held: set[int] = set()
    for one in latest:
        held.update(
            VersionSection.objects.filter(
                version__draft=draft,
                version__language=one["language"],
                version__number=one["last"],
            ).values_list("section_id", flat=True)
        )
    sections = draft.sections.exclude(key=draft.pk)
    sections.filter(retired_at=None).exclude(pk__in=held).update(retired_at=timezone.now())
    sections.exclude(retired_at=None).filter(pk__in=held).update(retired_at=None)


@transaction.atomic
def end_visibility(page: DraftPage) -> None:
    """Tell open sockets that a page of a draft may no longer be public."""
    if Draft.objects.filter(pk=page.translation_key).exists():
        live.visibility_changed(page.translation_key)
