"""The box to write in."""

from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from consult.threads.models import COMMENT_LENGTH, Kind


class CommentForm(forms.Form):
    """A comment as typed. It only parses: whether it may be posted, the service says."""

    body = forms.CharField(
        label=_("Your contribution"),
        required=False,  # the service says so, with what to do next
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-limit": COMMENT_LENGTH, "dir": "auto"}),
    )
    kind = forms.ChoiceField(
        label=_("It is"),
        choices=Kind.choices,
        initial=Kind.REMARK,
        required=False,
        widget=forms.RadioSelect,
    )
    section = forms.UUIDField(widget=forms.HiddenInput)
    in_reply_to = forms.UUIDField(widget=forms.HiddenInput, required=False)
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: object, refusal: str = "", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.refusal = refusal
        self.auto_id = f"id_%s_{uuid4().hex[:8]}"

    @classmethod
    def blank(cls, *, section: object, in_reply_to: object = None) -> "CommentForm":
        """Return an empty box for a section, or for a reply there, that posts once."""
        return cls(
            initial={
                "section": section,
                "in_reply_to": in_reply_to,
                "idempotency_key": uuid4(),
                "kind": Kind.REMARK,
            }
        )

    @property
    def answers(self) -> UUID | None:
        """Return the id of the comment that this box replies to."""
        return uuid_or_none(self["in_reply_to"].value())

    @property
    def target(self) -> UUID | str:
        """Return what this box writes under: the comment that it answers, or a section."""
        return self.answers or uuid_or_none(self["section"].value()) or ""


def uuid_or_none(text: object) -> UUID | None:
    """Return what an address or a field names, None where it names nothing that could exist."""
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None
