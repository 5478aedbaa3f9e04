"""A machine's translation of what a page shows in another language."""

from uuid import UUID

from django import template
from django.template import Context

from consult.core.errors import NotFound
from consult.languages import machines
from consult.languages.sights import sight

register = template.Library()


@register.inclusion_tag("languages/components/in_own_language.html", takes_context=True)
def in_own_language(context: Context, kind: str, object_id: UUID) -> dict:
    """Show what a machine made of a thing's words for a reader of the page's language, or let them
    ask for it. Nothing where the words are in that language, or no machine can do it.
    """
    seen = None
    if machines.is_on():
        try:
            seen = sight(context["request"], kind, object_id)
        except NotFound:
            seen = None
        if seen is not None and seen.refusal is not None and seen.translation is None:
            seen = None
    return {"seen": seen, "csrf_token": context.get("csrf_token")}


@register.simple_tag
def machine_is_on() -> bool:
    """Tell whether a machine translates on this site."""
    return machines.is_on()
