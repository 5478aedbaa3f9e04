"""What tests of people without an account do again and again, through the services."""

from consult.consultations.models import Consultation
from consult.people.guests.models import Guest
from consult.people.guests.services import guest_with
from consult.people.models import User
from consult.threads import services as threads
from consult.threads.models import Comment
from consult.threads.places import Place, Said

ADDRESS = "zoe@example.org"


def guest_in(draft, email=ADDRESS, language="fr") -> User:
    """Return the account that stands for an address in a draft's consultation, which allows guests."""
    Consultation.objects.filter(pk=draft.consultation_id).update(allows_guests=True)
    return guest_with(scope=draft.consultation_id, email=email, language=language)


def say(draft, body="Sans compte.", *, by=None, section=None, **details) -> Comment:
    """Post a comment without an account on a draft, or on one of its sections."""
    place = Place(draft.pk, section.key) if section else Place(draft.pk)
    return threads.post_comment(
        by=by or guest_in(draft), place=place, said=Said(body, "fr"), **details
    ).comment


def of(account) -> Guest:
    return Guest.objects.get(account=account)
