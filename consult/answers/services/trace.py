"""From change to contribution: a publication links what was taken up to the version that bears it."""

from django.db import transaction
from django.db.models import Q, QuerySet

from consult.answers.models import Adoption
from consult.drafts.models import Draft, Version
from consult.drafts.versions import words_in


@transaction.atomic
def link_adoptions(*, version: Version) -> list[Adoption]:
    """Note which contributions changed the text that a version was just taken of; return them.

    They are what was taken up in the revisions since the version before, up to the published one,
    where the words of the section are others now. What was taken up and undone again before it was
    public is linked to nothing, neither now nor later. Asked twice, it links nothing twice.
    """
    Draft.objects.select_for_update(no_key=True).get(pk=version.draft_id)
    before = Version.objects.filter(
        draft=version.draft_id, language=version.language, number=version.number - 1
    ).first()
    waiting = list(taken_up_between(before, version))
    sections = {one.section_id for one in waiting}
    now = words_in(version, sections)
    then = words_in(before, sections) if before else {}
    linked = [
        one for one in waiting if bears(one, then.get(one.section_id), now.get(one.section_id))
    ]
    Adoption.objects.filter(pk__in=[one.pk for one in linked]).update(version=version)
    return linked


def taken_up_between(before: Version | None, version: Version) -> QuerySet[Adoption]:
    """Return what was taken up after the revision of one version, up to that of the next, and is
    in no version yet. Where a revision is not kept any more, the time stands for it.
    """
    adoptions = Adoption.objects.filter(
        draft=version.draft_id, language=version.language, version=None
    )
    if version.revision_id is None:
        adoptions = adoptions.filter(made_at__lte=version.published_at)
    else:
        adoptions = adoptions.filter(
            Q(revision__lte=version.revision_id)
            | Q(revision=None, made_at__lte=version.published_at)
        )
    if before is None:
        return adoptions
    since = Q(revision=None, made_at__gt=before.published_at)
    if before.revision_id is None:
        return adoptions.filter(since | Q(revision__isnull=False, made_at__gt=before.published_at))
    return adoptions.filter(since | Q(revision__gt=before.revision_id))


def bears(adoption: Adoption, then: tuple[str, str] | None, now: tuple[str, str] | None) -> bool:
    """Tell whether the words of a section, before and after, show what was taken up.

    A section that went shows it only where taking it out was what was asked.
    """
    if now is None:
        return then is not None and not adoption.after
    return now != then
