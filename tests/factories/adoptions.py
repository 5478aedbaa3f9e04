"""What drafters take up, written as the service that takes up writes it."""

from consult.answers.models import Adoption, Manner
from consult.drafts.models import DraftPage, Section
from consult.people.models import User
from consult.threads.models import Comment


def take_up(
    page: DraftPage, section: Section, contributions: list[Comment], *, by: User, words: str
) -> list[Adoption]:
    """Give a text section of the working revision other words because of some contributions."""
    working = DraftPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    raw = [dict(block) for block in working.sections.raw_data]
    (block,) = (one for one in raw if one["id"] == str(section.key))
    before, block["value"] = block["value"], f"<p>{words}</p>"
    working.sections = raw
    revision = working.save_revision(user=by)
    return [
        Adoption.objects.create(
            draft_id=page.translation_key,
            section=section,
            contribution=one,
            manner=Manner.REWORDED,
            by=by,
            college=by.memberships.get().college,
            language=page.locale.language_code,
            before=before,
            after=words,
            revision=revision,
        )
        for one in contributions
    ]


def publish_working(page: DraftPage) -> DraftPage:
    """Publish a page's working revision and return the page as it is stored."""
    DraftPage.objects.get(pk=page.pk).get_latest_revision().publish()
    return DraftPage.objects.get(pk=page.pk)
