"""A site to measure the queue on: two consultations, one with a long queue and one with a short."""

from datetime import timedelta

from django.utils import timezone
from wagtail.models import Locale

from bench import threads_rows, threads_site
from bench.queue_rows import Desk
from consult.consultations import services as consultations
from consult.consultations.colleges import College
from consult.consultations.models import Consultation, ConsultationListPage, ConsultationPage
from consult.drafts.models import Draft, DraftPage
from consult.people.models import User

SECTIONS, PEOPLE = 60, 1_000
SPARE = 3_000
"""Comments of the consultation whose queue is short."""


def build(comments: int, cases: dict[str, int]) -> dict[str, Desk]:
    """Build the site and fill it; return the desks by name, the first of them with all comments."""
    page = threads_site.build(SECTIONS, PEOPLE)
    first = Draft.objects.get(pk=page.translation_key)
    threads_rows.fill(first, comments)
    second = another(page)
    threads_rows.fill(second, SPARE)
    moderators = make_moderators([first.consultation, second.consultation])
    desks = {}
    for draft, (name, count) in zip((first, second), cases.items(), strict=True):
        desks[name] = Desk(Consultation.objects.get(drafts=draft), moderators)
        desks[name].fill(count)
    if threads_rows.connection.vendor == "postgresql":
        threads_rows.run("VACUUM ANALYZE")
    return desks


def another(page: DraftPage) -> Draft:
    """Make another consultation with a draft beside the first."""
    french = Locale.objects.get(language_code="fr")
    now = timezone.now()
    consultation = ConsultationListPage.objects.get(locale=french).add_child(
        instance=ConsultationPage(
            title="Un autre plan",
            slug="autre-plan",
            summary="Un plan, écrit ensemble.",
            opens_at=now - timedelta(days=30),
            closes_at=now + timedelta(days=30),
            locale=french,
        )
    )
    draft = consultation.add_child(
        instance=DraftPage(
            title="Un autre projet",
            slug="autre-projet",
            sections=threads_site.blocks(SECTIONS),
            locale=page.locale,
        )
    )
    for one in (consultation, draft):
        one.save_revision().publish()
    return Draft.objects.get(pk=draft.translation_key)


def make_moderators(sat_at: list[Consultation]) -> dict[str, User]:
    """Make one moderator of each college, who sits in all of these consultations."""
    moderators = {}
    for college in College.values:
        moderators[college] = User.objects.create_user(
            f"{college}@moderators.example", None, public_name=f"Modération {college}"
        )
        for consultation in sat_at:
            consultations.add_member(
                consultation=consultation,
                participant=moderators[college],
                role="moderator",
                college=college,
            )
    return moderators
