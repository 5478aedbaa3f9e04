"""What is known of a consultation for the list of OGP's requirements, and where it can be seen."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from consult.answers.models import Answer, Completion
from consult.answers.queries.coverage import Share
from consult.answers.queries.texts import Texts
from consult.answers.requirements import Facts, Requirement
from consult.consultations.colleges import College
from consult.consultations.models import Consultation, ConsultationPage
from consult.consultations.policy import readable_page

MOMENTS = ("at", "opens_at", "closes_at", "answers_until", "announced_at")


@dataclass(frozen=True)
class Evidence:
    """Where somebody can see for themselves, or what the publisher says that this site cannot know."""

    text: str | Promise
    url: str = ""
    day: date | datetime | None = None
    is_stated: bool = False


def facts_of(
    consultation: Consultation, texts: Texts, share: Share, stated: Iterable[str] = ()
) -> Facts:
    """Return what is known of a consultation now, counting what is in some of its texts."""
    seats = consultation.memberships.aggregate(
        **{
            college.value: Count("participant", filter=Q(college=college), distinct=True)
            for college in College
        }
    )
    pages = pages_of(consultation)
    first = min((one.first_published_at for one in pages if one.first_published_at), default=None)
    return Facts(
        at=timezone.now(),
        opens_at=consultation.opens_at,
        closes_at=consultation.closes_at,
        answers_until=consultation.answers_until,
        announced_at=first,
        is_public=readable_page(consultation.pk, AnonymousUser()) is not None,
        languages=tuple(one.locale.language_code for one in pages),
        government_seats=seats[College.GOVERNMENT],
        civil_society_seats=seats[College.CIVIL_SOCIETY],
        articles=consultation.charter_articles.filter(retired_at=None).count(),
        publications=publications_in(texts),
        contributions=share.contributions,
        answered=share.answered,
        is_completed=Completion.objects.filter(pk=consultation.pk).exists(),
        stated=frozenset(stated),
    )


def pages_of(consultation: Consultation) -> list[ConsultationPage]:
    """Return a consultation's public pages, one a language, the source first."""
    pages = ConsultationPage.objects.live().filter(translation_key=consultation.pk, alias_of=None)
    return list(pages.select_related("locale").order_by("pk"))


def publications_in(texts: Texts) -> tuple[date, ...]:
    """Return the days on which something of some texts was published."""
    answers = Answer.objects.published().filter(draft__in=texts.keys).order_by()
    versions = texts.versions().order_by()
    moments = [
        *versions.datetimes("published_at", "day"),
        *answers.datetimes("published_at", "day"),
    ]
    return tuple(sorted({moment.date() for moment in moments}))


def as_figures(facts: Facts) -> dict[str, Any]:
    """Return facts as JSON holds them, without what a page states."""
    kept = asdict(facts)
    kept.pop("stated")
    kept |= {name: kept[name] and kept[name].isoformat() for name in MOMENTS}
    kept["publications"] = [day.isoformat() for day in facts.publications]
    return kept


def of_figures(figures: dict[str, Any], stated: Iterable[str]) -> Facts:
    """Return facts that were kept as JSON, with what a page states now."""
    read = {name: figures[name] and datetime.fromisoformat(figures[name]) for name in MOMENTS}
    days = tuple(date.fromisoformat(day) for day in figures["publications"])
    languages = tuple(figures["languages"])
    return Facts(
        **{**figures, **read, "publications": days, "languages": languages},
        stated=frozenset(stated),
    )


def evidence_of(
    pages: list[ConsultationPage], texts: Texts, facts: Facts, language: str
) -> dict[Requirement, list[Evidence]]:
    """Return what the site shows for each requirement, in the reader's language."""
    found: dict[Requirement, list[Evidence]] = defaultdict(list)
    if not pages:
        return found
    page = next((one for one in pages if one.locale.language_code == language), pages[0])
    key = page.translation_key
    found[Requirement.SPACE] = [
        Evidence(
            _("%(government)s seats of government, %(civil_society)s of civil society; the charter")
            % {"government": facts.government_seats, "civil_society": facts.civil_society_seats},
            page.url,
        )
    ]
    found[Requirement.WEBSITE] = [
        Evidence(one.title, one.url, one.last_published_at) for one in pages
    ]
    found[Requirement.REPOSITORY] = [
        *(
            Evidence(
                _("Versions of “%(title)s”") % {"title": texts.page(one, language).title},
                reverse("drafts:versions", args=[one]),
            )
            for one in texts.keys
        ),
        Evidence(_("Register of decisions"), reverse("moderation:register", args=[key])),
        Evidence(_("The whole consultation (ZIP)"), reverse("answers:archive", args=[key])),
    ]
    found[Requirement.TIMELINE] = [Evidence(_("Announced here"), page.url, facts.announced_at)]
    found[Requirement.INPUTS] = [
        Evidence(
            _("The discussion of “%(title)s”") % {"title": texts.page(one, language).title},
            reverse("threads:discussion", args=[one]),
        )
        for one in texts.keys
    ]
    found[Requirement.RESPONSE] = [
        Evidence(_("What is answered"), reverse("answers:coverage", args=[key]))
    ]
    return found
