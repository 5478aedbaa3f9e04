"""What a draft is, once for all its languages; its pages are in pages.py."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consult.consultations.models import Consultation
from consult.core.ids import new_id
from consult.drafts.pages import DraftPage  # noqa: F401 - Django finds page classes here


class Draft(models.Model):
    """One text, whatever the languages of its pages: its id is their translation key."""

    id = models.UUIDField(primary_key=True, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="drafts")

    class Meta:
        verbose_name = pgettext_lazy("a text that is being co-written", "draft")

    def __str__(self) -> str:
        return str(self.pk)


class SectionQuerySet(models.QuerySet["Section"]):
    """Sections, by what can be done with them."""

    def current(self) -> "SectionQuerySet":
        """Sections that the latest version of some language holds."""
        return self.filter(retired_at=None)


class Section(models.Model):
    """A place in a draft that people discuss: a block of its text, or the draft as a whole.

    The section of the whole draft has the draft's own id for a key, and stands at position 0.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="sections")
    key = models.UUIDField(editable=False)
    position = models.PositiveIntegerField(_("position"))
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)
    comments_count = models.PositiveIntegerField(
        pgettext_lazy("what participants say", "comments"), default=0
    )
    guest_comments_count = models.PositiveIntegerField(
        _("comments without an account"),
        default=0,
        help_text=_("Those of the comments whose authors have no account."),
    )
    threads_count = models.PositiveIntegerField(
        _("contributions"), default=0, help_text=_("Comments that begin a thread.")
    )
    guest_threads_count = models.PositiveIntegerField(
        _("contributions without an account"),
        default=0,
        help_text=_("Those of the contributions whose authors have no account."),
    )
    answered_count = models.PositiveIntegerField(_("answered contributions"), default=0)
    for_count = models.PositiveIntegerField(_("participants for it"), default=0)
    against_count = models.PositiveIntegerField(_("participants against it"), default=0)
    neither_count = models.PositiveIntegerField(
        _("participants neither for nor against"), default=0
    )

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("section")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "key"], name="drafts_one_section_a_key"),
        ]

    def __str__(self) -> str:
        return str(self.key)

    @property
    def is_whole_draft(self) -> bool:
        """Tell whether what is said here is about the draft as a whole."""
        return self.key == self.draft_id


class VersionQuerySet(models.QuerySet["Version"]):
    """Versions, by what is told of them."""

    def with_source(self) -> "VersionQuerySet":
        """Versions with the one that each translates, and `source_number`, that of the newest
        version in its language: 0 for what translates nothing.
        """
        newest = (
            Version.objects.filter(
                draft=models.OuterRef("draft"), language=models.OuterRef("translates__language")
            )
            .order_by("-number")
            .values("number")[:1]
        )
        return self.select_related("translates").annotate(
            source_number=Coalesce(models.Subquery(newest), 0)
        )


class Version(models.Model):
    """An immutable, numbered snapshot of a draft's sections in one language.

    `translates` is the version whose text a translation had before it when it was published, and
    `revision` what was published: both are empty in versions older than these fields.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="versions")
    language = models.CharField(_("language"), max_length=8)
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=255)
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    translates = models.ForeignKey(
        "self",
        verbose_name=_("translation of"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="translations",
    )
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "language", "number"], name="drafts_versions_are_numbered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.number} ({self.language})"


class VersionSection(models.Model):
    """One section as it stood in one version: its HTML, and its words."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="sections")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="versions")
    position = models.PositiveIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=20)
    title = models.CharField(_("title"), max_length=500, blank=True)
    level = models.PositiveSmallIntegerField(_("level"), default=0)
    html = models.TextField(_("HTML"))
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("section of a version")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "section"], name="drafts_a_section_stands_once_in_a_version"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.text[:60]
