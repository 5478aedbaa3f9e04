"""Personal data of drafts: who published a version. Versions themselves hold none."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from consult.drafts.models import Version
from consult.people.privacy.registry import OFFICIAL, Kind, Table


def kinds() -> Iterable[Kind]:
    """Return what drafts hold of people."""
    return [
        Kind(
            name="versions",
            title=_("Versions that you published"),
            why=_("To know who put a version of a text before the public."),
            ground=OFFICIAL,
            until=_("As long as the text. When your account goes, your name goes from it."),
            tables=(
                Table(
                    "versions_published",
                    lambda one: Version.objects.filter(published_by=one),
                    {
                        "version": "pk",
                        "title": "title",
                        "number": "number",
                        "language": "language",
                        "at": "published_at",
                    },
                ),
            ),
            holds=frozenset({"drafts.Version.published_by"}),
            erase=lambda leaving: leaving.let_go(Version, "published_by"),
        )
    ]
