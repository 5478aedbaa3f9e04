"""Template tags of signatures."""

from django import template
from django.template import Context
from django.urls import reverse
from wagtail.models import Page

from consult.answers.policy.signing import college_of
from consult.answers.queries.signatures import Signatories, Signing, signatories_of, signing_of
from consult.answers.signed_text import mark_of
from consult.drafts.models import DraftPage, Version
from consult.drafts.versions import Step

register = template.Library()


@register.simple_tag
def signing_status(page: DraftPage, version: Version | None) -> Signing:
    """Return the signatures of what a draft page shows, and of what is to follow it."""
    return signing_of(page.alias_of or page, version)


@register.simple_tag
def version_signatures(version: Version) -> Signatories:
    """Return who signed a version."""
    return signatories_of([version])[version.pk]


@register.simple_tag
def signatures_of_steps(steps: list[Step]) -> dict:
    """Return who signed each version of a list, by its key."""
    return signatories_of([step.version for step in steps])


@register.filter
def of_version(found: dict, version: Version) -> Signatories:
    """Return who signed a version, of what `signatures_of_steps` found."""
    return found[version.pk]


@register.filter
def mark_of_text(page: Page) -> str:
    """Return what tells the last saved text of a page from others; empty where there is none."""
    revision = page.get_latest_revision()
    return mark_of(revision) if revision else ""


@register.simple_tag(takes_context=True)
def way_to_signing(context: Context, page: DraftPage, consultation_id: object) -> str:
    """Return the way to where a draft is signed for its drafters, nothing for everybody else.

    Costs the public nothing, so that a page at rest stays the same for all.
    """
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated or consultation_id is None:
        return ""
    if college_of(user, consultation_id) is None:
        return ""
    return reverse("answers:signing", args=[page.translation_key])
