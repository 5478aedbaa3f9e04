"""Comments: what somebody says about a section of a draft, or about all of it."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.search import index

from consult.consultations.models import CharterArticle, Membership
from consult.core.ids import new_id
from consult.drafts.models import Draft, Section, VersionSection
from consult.people.models import Organisation
from consult.threads.models.kinds import QUOTE_STATES, Kind, Outcome, Status
from consult.threads.models.spoken import Spoken
from consult.threads.models.viewing import CommentQuerySet
from consult.threads.quotes import Fate
from consult.threads.words import single_letters, word_of_draft, word_of_language, words_of


class Comment(index.Indexed, Spoken):
    """A root comment begins a thread; a reply belongs to one and names what it answers."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="comments")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="comments")
    thread = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="replies",
        help_text=_("The root comment that this one replies under; none for a root comment."),
    )
    in_reply_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="answered_by"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments"
    )
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.VISIBLE, editable=False
    )
    hidden_for = models.ForeignKey(
        CharterArticle, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="comments",
        help_text=_("For which organisation the author spoke, as of then."),
    )
    quote_state = models.CharField(
        _("quoted words"), max_length=10, choices=QUOTE_STATES, blank=True
    )
    quote_in = models.ForeignKey(
        VersionSection,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="quotes",
        help_text=_("The wording in which the quoted words stand now; none where they are gone."),
    )
    quote_start = models.PositiveIntegerField(null=True, blank=True)
    quote_end = models.PositiveIntegerField(null=True, blank=True)
    number = models.PositiveIntegerField(
        _("number"), default=0, help_text=_("Place in its thread: 0 for the root, replies from 1.")
    )
    replies_count = models.PositiveIntegerField(_("replies"), default=0)
    official_replies_count = models.PositiveIntegerField(_("replies by officials"), default=0)
    guest_replies_count = models.PositiveIntegerField(_("replies without an account"), default=0)
    agree_count = models.PositiveIntegerField(_("agree"), default=0)
    disagree_count = models.PositiveIntegerField(_("disagree"), default=0)
    divided = models.GeneratedField(
        # A hundred times the harmonic mean of both counts: high where many stand on either side.
        expression=Coalesce(
            Cast("agree_count", models.BigIntegerField())
            * Cast("disagree_count", models.BigIntegerField())
            * models.Value(200)
            / NullIf(
                Cast(
                    models.F("agree_count") + models.F("disagree_count"), models.BigIntegerField()
                ),
                models.Value(0),
            ),
            models.Value(0),
            output_field=models.BigIntegerField(),
        ),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    mentions = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("mentions"), related_name="mentioned_in"
    )
    posted_at = models.DateTimeField(_("posted"), default=timezone.now)
    answered_at = models.DateTimeField(
        _("answered"),
        null=True,
        blank=True,
        help_text=_("When it got its first reasoned answer from the drafters."),
    )
    outcome = models.CharField(
        _("outcome"),
        max_length=20,
        choices=Outcome,
        blank=True,
        help_text=_("What became of it, as the newest of its answers says."),
    )
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    edits_count = models.PositiveIntegerField(_("edits"), default=0)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    search_auto_update = False  # services say when
    search_fields = [
        index.SearchField("words_for_search"),
    ]

    class Meta:
        verbose_name = pgettext_lazy("what participants say", "comment")
        verbose_name_plural = pgettext_lazy("what participants say", "comments")
        constraints = [
            models.UniqueConstraint(
                fields=["author", "idempotency_key"], name="threads_a_form_posts_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status__in=[Status.VISIBLE, Status.DELETED], hidden_for__isnull=True
                )
                | models.Q(status=Status.HIDDEN, hidden_for__isnull=False),
                name="threads_hidden_means_for_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(organisation_confirmed=False)
                | models.Q(organisation__isnull=False),
                name="threads_confirmed_means_for_an_organisation",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=Status.DELETED)
                | models.Q(
                    source="",
                    html="",
                    wording="",
                    difference=None,
                    quote_exact="",
                    deleted_at__isnull=False,
                ),
                name="threads_deleted_words_are_gone",
            ),
            models.CheckConstraint(
                condition=models.Q(status=Status.DELETED)
                | models.Q(kind=Kind.SUGGESTION, written_on__isnull=False) & ~models.Q(wording="")
                | ~models.Q(kind=Kind.SUGGESTION) & models.Q(wording="") & ~models.Q(html=""),
                name="threads_suggestions_propose_a_wording",
            ),
            models.CheckConstraint(
                condition=models.Q(thread=None)
                | models.Q(stance="", quote_exact="") & ~models.Q(kind=Kind.SUGGESTION),
                name="threads_replies_only_answer",
            ),
            models.CheckConstraint(
                condition=models.Q(quote_in=None, quote_start__isnull=True, quote_end__isnull=True)
                | models.Q(
                    quote_state__in=[Fate.KEPT, Fate.MOVED],
                    quote_in__isnull=False,
                    quote_end__gt=models.F("quote_start"),
                ),
                name="threads_quotes_stand_somewhere_or_not",
            ),
            models.CheckConstraint(
                condition=~models.Q(thread=models.F("id")), name="threads_no_thread_in_itself"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at=None, outcome="")
                | models.Q(answered_at__isnull=False, thread=None) & ~models.Q(outcome=""),
                name="threads_answers_have_an_outcome",
            ),
            models.CheckConstraint(
                condition=models.Q(thread=None, in_reply_to=None, number=0)
                | models.Q(thread__isnull=False, number__gt=0, replies_count=0),
                name="threads_are_two_levels_deep",
            ),
            models.UniqueConstraint(
                fields=["thread", "number"], name="threads_replies_are_numbered"
            ),
        ]
        indexes = [
            *(
                models.Index(
                    fields=[scope, *by, "-id"],
                    name=f"threads_{scope}_{name}",
                    condition=models.Q(thread=None, **only),
                )
                for scope in ("section", "draft")
                for name, by, only in (
                    ("newest", [], {}),
                    ("agreed", ["-agree_count"], {}),
                    ("discussed", ["-replies_count"], {}),
                    ("divided", ["-divided"], {}),
                    ("unanswered", [], {"official_replies_count": 0}),
                )
            ),
            *(
                models.Index(
                    fields=[scope, one, "-id"],
                    name=f"threads_{scope}_{one}",
                    condition=models.Q(thread=None),
                )
                for scope in ("section", "draft")
                for one in ("kind", "language", "affiliation")
            ),
            *(
                models.Index(
                    fields=[scope, "-id"],
                    name=f"threads_{scope}_{state}",
                    condition=models.Q(thread=None, **only),
                )
                for scope in ("section", "draft")
                for state, only in (
                    ("answered", {"official_replies_count__gt": 0}),
                    ("edited", {"edited_at__isnull": False}),
                    ("hidden", {"status": Status.HIDDEN}),
                    ("changed", {"quote_in": None, "quote_state__gt": ""}),
                    ("guest", {"by_guest": True}),
                )
            ),
            *(
                models.Index(
                    fields=[scope, "organisation", "-id"],
                    name=f"threads_{scope}_organisation",
                    condition=models.Q(thread=None, organisation__isnull=False),
                )
                for scope in ("section", "draft")
            ),
            models.Index(
                fields=["organisation", "-id"],
                name="threads_for_organisation",
                condition=models.Q(organisation__isnull=False),
            ),
            models.Index(fields=["author", "draft"], name="threads_who_took_part"),
            models.Index(
                fields=["section", "author"],
                name="threads_stances",
                condition=~models.Q(stance=""),
            ),
            models.Index(
                fields=["draft"], name="threads_quotes", condition=~models.Q(quote_state="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author_name}, {self.posted_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """Return the permalink, which finds the page and the place."""
        return f"/c/{self.pk}"

    def words_for_search(self) -> str:
        """Return the words by which this comment is found: what it says and proposes, where, and in
        which language.
        """
        said = f"{self.source}\n{self.wording}"
        words = [*words_of(said), *single_letters(said)]
        return " ".join([*words, word_of_language(self.language), word_of_draft(self.draft_id)])

    @classmethod
    def get_indexed_objects(cls) -> CommentQuerySet:
        """Return the comments that can be found by their words: what the public sees."""
        return cls.objects.visible()

    def get_indexed_instance(self) -> "Comment | None":
        """Return this comment while it can be found by its words, or None."""
        return self if self.is_visible else None

    @property
    def is_hidden(self) -> bool:
        """Tell whether the public sees a tombstone in place of the words."""
        return self.status == Status.HIDDEN

    @property
    def is_visible(self) -> bool:
        """Tell whether the public sees its words."""
        return self.status == Status.VISIBLE

    @property
    def is_suggestion(self) -> bool:
        """Tell whether it proposes another wording."""
        return self.kind == Kind.SUGGESTION

    @property
    def is_deleted(self) -> bool:
        """Tell whether its author took the words back."""
        return self.status == Status.DELETED

    @property
    def has_lost_words(self) -> bool:
        """Tell whether it quotes words that have changed since."""
        return self.quote_state in (Fate.CHANGED, Fate.GONE)

    @property
    def author_membership(self) -> Membership | None:
        """Return what the author does in this consultation: the membership in a college, if any. Under
        a pseudonym nobody speaks in a role: by one that came later, people would know them.
        """
        if self.pseudonym:
            return None
        memberships = self.author.memberships.all()
        here = [one for one in memberships if one.consultation_id == self.draft.consultation_id]
        return max(here, key=lambda one: bool(one.college), default=None)
