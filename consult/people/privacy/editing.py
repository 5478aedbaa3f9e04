"""Kinds of personal data: what Wagtail and wagtail-localize keep of those who edit the site."""

import json
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model, Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.admin.models import EditingSession, FormState
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    APIToken,
    Comment,
    CommentReply,
    ModelLogEntry,
    Page,
    PageLogEntry,
    PageSubscription,
    Revision,
    TaskState,
    UploadedFile,
    WorkflowState,
)
from wagtail.users.models import UserProfile
from wagtail_localize.models import SegmentOverride, StringTranslation, TranslationSource

from consult.people.models import User
from consult.people.privacy.leaving import Leaving
from consult.people.privacy.registry import CHOSEN, OFFICIAL, WITH_ACCOUNT, Kind, Table

POINTERS: tuple[tuple[type[Model], str], ...] = (
    (Page, "owner"),
    (Page, "locked_by"),
    (Revision, "user"),
    (PageLogEntry, "user"),
    (ModelLogEntry, "user"),
    (WorkflowState, "requested_by"),
    (TaskState, "finished_by"),
    (Comment, "resolved_by"),
    (StringTranslation, "last_translated_by"),
    (SegmentOverride, "last_translated_by"),
)
"""Columns that say who did something, and may be empty."""
OWN: tuple[tuple[type[Model], str], ...] = (
    (CommentReply, "user"),
    (Comment, "user"),
    (PageSubscription, "user"),
    (EditingSession, "user"),
    (FormState, "user"),
    (APIToken, "user"),
)
"""Rows that are somebody's alone."""


def kinds() -> Iterable[Kind]:
    """Return what there is of people who edit."""
    return [editor_settings(), editing(), uploads()]


def named(model: type[Model], field: str) -> str:
    return f"{model._meta.label}.{field}"


def editor_settings() -> Kind:
    return Kind(
        name="editor_settings",
        title=_("How you edit the site"),
        why=_("The settings of the pages for editors, and the picture that you chose for them."),
        ground=CHOSEN,
        until=WITH_ACCOUNT,
        tables=(
            Table(
                "editor_settings",
                lambda one: UserProfile.objects.filter(user=one),
                {
                    "language": "preferred_language",
                    "time_zone": "current_time_zone",
                    "picture": "avatar",
                    "theme": "theme",
                    "density": "density",
                },
            ),
        ),
        holds=frozenset({"wagtailusers.UserProfile.user"}),
        erase=erase_profile,
    )


def editing() -> Kind:
    return Kind(
        name="editing",
        title=_("What you did as an editor"),
        why=_("So that editors know who changed what, and nothing is overwritten unseen."),
        ground=OFFICIAL,
        until=_(
            "As long as the page it is about. When your account goes, what was done stays on record, "
            "and your name goes."
        ),
        tables=(
            Table(
                "editing_pages",
                lambda one: PageLogEntry.objects.filter(user=one),
                {"at": "timestamp", "what": "action", "of": "label"},
            ),
            Table(
                "editing_others",
                lambda one: ModelLogEntry.objects.filter(user=one),
                {"at": "timestamp", "what": "action", "of": "label"},
            ),
            Table(
                "editing_revisions",
                lambda one: Revision.objects.filter(user=one),
                {"at": "created_at", "of": "object_str"},
            ),
            Table(
                "editing_comments",
                lambda one: Comment.objects.filter(user=one),
                {"at": "created_at", "words": "text"},
            ),
            Table(
                "editing_replies",
                lambda one: CommentReply.objects.filter(user=one),
                {"at": "created_at", "words": "text"},
            ),
            Table(
                "editing_workflows",
                lambda one: TaskState.objects.filter(finished_by=one),
                {"at": "finished_at", "status": "status", "words": "comment"},
            ),
            Table(
                "editing_keys",
                lambda one: APIToken.objects.filter(user=one),
                {"name": "name", "since": "created", "last_used_at": "last_used_at"},
            ),
        ),
        holds=frozenset(named(*one) for one in (*POINTERS, *OWN)),
        erase=erase_editing,
    )


def uploads() -> Kind:
    documents, images = get_document_model(), get_image_model()
    return Kind(
        name="uploads",
        title=_("Files that you uploaded"),
        why=_("Documents and pictures on pages of this site."),
        ground=OFFICIAL,
        until=_(
            "Until editors remove them: they are part of the site. That you uploaded them is "
            "forgotten with your account."
        ),
        tables=(
            Table(
                "uploaded_documents",
                lambda one: documents.objects.filter(uploaded_by_user=one),
                {"title": "title", "file": "file", "at": "created_at"},
            ),
            Table(
                "uploaded_images",
                lambda one: images.objects.filter(uploaded_by_user=one),
                {"title": "title", "file": "file", "at": "created_at"},
            ),
        ),
        holds=frozenset(
            named(one, "uploaded_by_user") for one in (documents, images, UploadedFile)
        ),
        erase=erase_uploads,
    )


def erase_profile(leaving: Leaving) -> None:
    for profile in UserProfile.objects.filter(user=leaving.participant):
        if profile.avatar:
            storage, name = profile.avatar.storage, profile.avatar.name
            transaction.on_commit(lambda storage=storage, name=name: storage.delete(name))
        profile.delete()


def erase_uploads(leaving: Leaving) -> None:
    """Forget who uploaded what is on pages, and delete what never got there."""
    for model in (get_document_model(), get_image_model()):
        leaving.let_go(model, "uploaded_by_user")
    for upload in UploadedFile.objects.filter(uploaded_by_user=leaving.participant):
        storage, name = upload.file.storage, upload.file.name
        transaction.on_commit(lambda storage=storage, name=name: storage.delete(name))
        upload.delete()


def erase_editing(leaving: Leaving) -> None:
    """Take somebody out of what Wagtail remembers; what was done stays."""
    participant = leaving.participant
    Page.objects.filter(locked_by=participant).update(locked=False, locked_at=None)
    for model, field in POINTERS:
        leaving.let_go(model, field)
    for model, field in OWN:
        model._base_manager.filter(**{field: participant}).delete()
    forget_labels(participant)
    forget_in_contents(participant)


def forget_labels(participant: User) -> None:
    """Take the name out of the titles of log entries and revisions that are about somebody. Pages
    have titles of their own, also those that begin with a word that is somebody's name.
    """
    name, account = participant.public_name, ContentType.objects.get_for_model(User)
    own = Q(content_type=account, object_id=str(participant.pk))
    page = ContentType.objects.get_for_model(Page)
    for rows, column in (
        (ModelLogEntry.objects.all(), "label"),
        (Revision.objects.exclude(base_content_type=page), "object_str"),
    ):
        # Rows of ours are called “name, …” or “name: …” after whom they belong to.
        called = Q(**{column: name}) | Q(**{f"{column}__startswith": f"{name}, "})
        rows.filter(called | Q(**{f"{column}__startswith": f"{name}: "})).update(**{column: ""})
    ModelLogEntry.objects.filter(own).update(label="", data={}, object_id="")
    for entry in holding(ModelLogEntry, "data", participant):
        ModelLogEntry.objects.filter(pk=entry.pk).update(data=without(entry.data, participant))
    for entry in holding(PageLogEntry, "data", participant):
        PageLogEntry.objects.filter(pk=entry.pk).update(data=without(entry.data, participant))


def forget_in_contents(participant: User) -> None:
    """Take somebody out of the saved texts of pages, where owners and remarks of editors stand too."""
    for revision in holding(Revision, "content", participant):
        Revision.objects.filter(pk=revision.pk).update(
            content=without(revision.content, participant)
        )
    for source in holding(TranslationSource, "content_json", participant):
        content = without(json.loads(source.content_json), participant)
        TranslationSource.objects.filter(pk=source.pk).update(
            content_json=json.dumps(content, cls=DjangoJSONEncoder)
        )


def holding(model: type[Model], column: str, participant: User) -> Iterable[Any]:
    """Return the rows of which a column holds somebody's key, address or name, loaded one by one."""
    text = model._base_manager.annotate(as_text=Cast(column, TextField()))
    found = Q(pk__in=[])
    for one in marks_of(participant):
        # Letters beyond ASCII may be kept as they are, or written out as JSON allows.
        for written in {one, json.dumps(one)[1:-1]}:
            found |= Q(as_text__contains=written)
    return text.filter(found).iterator(chunk_size=20)


def marks_of(participant: User) -> tuple[str, ...]:
    return (str(participant.pk), participant.email)


def without(content: Any, participant: User) -> Any:
    """Return what a JSON document holds without somebody: their remarks go whole, they elsewhere."""
    marks = marks_of(participant)
    if isinstance(content, dict):
        return {key: without(value, participant) for key, value in content.items()}
    if isinstance(content, list):
        kept = [one for one in content if not is_remark_of(one, marks)]
        return [without(one, participant) for one in kept]
    return None if isinstance(content, str) and content in marks else content


def is_remark_of(content: Any, marks: tuple[str, ...]) -> bool:
    """Tell whether a part of a page is an editor's remark, or an answer to one, of somebody."""
    return (
        isinstance(content, dict)
        and {"user", "text"} <= content.keys()
        and (str(content["user"]) in marks)
    )
