"""Which comments, and which of their words, somebody may see: the one way to read them."""

from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.db.models.functions import Coalesce, NullIf

from consult.drafts.models import Section
from consult.people.models import PUBLIC_NAME_LENGTH, PublicName
from consult.threads.models.kinds import Status
from consult.threads.models.traces import Vote

WORDS = (
    "html",
    "source",
    "wording",
    "difference",
    "quote_exact",
    "quote_prefix",
    "quote_suffix",
)
"""The columns that hold what somebody wrote or quoted: read only through `visible_to`."""


def author_name(*words: str) -> Coalesce:
    """Return under which name something was said as an expression, as `author_name` does of loaded
    words; `words` are the columns that lead to them, of which one is not empty.
    """
    names = [
        name
        for one in words
        for name in (
            NullIf(f"{one}pseudonym", models.Value("")),
            models.F(f"{one}author__public_name"),
        )
    ]
    return Coalesce(*names, output_field=PublicName(max_length=PUBLIC_NAME_LENGTH))


@dataclass(frozen=True)
class Viewer:
    """Who looks at comments: somebody of the public, a participant, or a moderator."""

    moderates: bool = False
    participant_id: UUID | None = None

    def may_see(self, column: str, kind: models.Field) -> models.expressions.Combinable:
        """Return what this viewer sees of a column of words."""
        if self.moderates:
            return models.F(column)
        nothing = None if isinstance(kind, models.JSONField) else ""
        return models.Case(
            models.When(status=Status.VISIBLE, then=models.F(column)),
            default=models.Value(nothing, output_field=kind),
            output_field=kind,
        )

    def own_vote(self) -> models.expressions.Combinable:
        """Return this viewer's vote on a comment, empty where there is none."""
        if self.participant_id is None:
            return models.Value("")
        own = Vote.objects.filter(comment=models.OuterRef("pk"), participant=self.participant_id)
        return Coalesce(models.Subquery(own.values("value")), models.Value(""))


PUBLIC = Viewer()


class CommentQuerySet(models.QuerySet):
    """Comments, by what pages ask for."""

    def at(self, section: Section) -> "CommentQuerySet":
        """Comments whose place is a section."""
        return self.filter(section=section)

    def roots(self) -> "CommentQuerySet":
        """Comments that begin a thread."""
        return self.filter(thread=None)

    def visible(self) -> "CommentQuerySet":
        """Comments whose words are public."""
        return self.filter(status=Status.VISIBLE)

    def visible_to(self, viewer: Viewer) -> "CommentQuerySet":
        """Comments with `shown_html`, `shown_difference` and `shown_quote`, the words that this
        viewer may see: none of hidden ones, but for moderators. The stored words themselves are
        not loaded, so no surface leaks them. `own_vote` is the viewer's own, if any.
        """
        return self.annotate(
            shown_html=viewer.may_see("html", models.TextField()),
            shown_difference=viewer.may_see("difference", models.JSONField()),
            shown_quote=viewer.may_see("quote_exact", models.TextField()),
            own_vote=viewer.own_vote(),
        ).defer(*WORDS)

    def with_sources(self, viewer: Viewer) -> "CommentQuerySet":
        """The same as `visible_to`, with the words as they were typed too: `shown_source`,
        `shown_wording`, and what stands around a quote, `shown_prefix` and `shown_suffix`.
        """
        return self.visible_to(viewer).annotate(
            shown_source=viewer.may_see("source", models.TextField()),
            shown_wording=viewer.may_see("wording", models.TextField()),
            shown_prefix=viewer.may_see("quote_prefix", models.TextField()),
            shown_suffix=viewer.may_see("quote_suffix", models.TextField()),
        )

    def newest_first(self) -> "CommentQuerySet":
        """Comments by time, the newest first; their ids sort by time (UUIDv7)."""
        return self.order_by("-pk")

    def with_people(self) -> "CommentQuerySet":
        """Comments with the people, article and section that showing them names, and `written_in`,
        the language of the text that they quote or reword.
        """
        return self.with_names().prefetch_related("author__memberships")

    def with_names(self) -> "CommentQuerySet":
        """The same without memberships, which somebody loads for several lists at once."""
        answered = (f"in_reply_to__{column}" for column in WORDS)
        return (
            self.select_related(
                *("author", "organisation", "in_reply_to__author", "hidden_for", "section", "draft")
            )
            .annotate(written_in=models.F("written_on__version__language"))
            .defer(*answered)
        )
