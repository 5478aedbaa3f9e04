"""An e-mail address is never shown to anybody but its owner and who administers accounts."""

import json

import pytest

from consult.live.models import Event
from consult.live.reading import tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(stage, cast, post, hide):
    """A thread in which everybody has spoken; one reply is hidden."""
    root = post("Quel mois ?")
    for one in (cast.neighbour, cast.drafter_gov, cast.moderator_civ, cast.publisher):
        post("Voilà.", by=one, in_reply_to=root.pk)
    hide(post("Pas ceci.", by=cast.neighbour, in_reply_to=root.pk))
    return root


@pytest.mark.parametrize("reader", [None, "neighbour", "drafter_gov", "moderator_gov", "outsider"])
def test_no_page_and_no_fragment_holds_an_address(stage, cast, said, as_user, reader):
    browser = as_user(getattr(cast, reader) if reader else None)
    section = f"?section={stage.text.key}"
    addresses = [
        "/fr/",
        stage.consultation_page.get_parent().url,
        stage.consultation_page.url,
        stage.page.url,
        stage.page.url + section,
        f"/fr/comments/{said.pk}/",
        f"/fr/comments/{said.pk}/replies/",
        f"/fr/comments/{said.pk}/reply/",
        f"/fr/moderation/comments/{said.pk}/",
    ]
    for address in addresses:
        for headers in [{}, {"HX-Request": "true"}] if "/comments/" in address else [{}]:
            page = browser.get(address, headers=headers, follow=True)
            assert "@example.org" not in page.content.decode(), address


def test_no_live_frame_holds_an_address(stage, said):
    frames = tell(list(Event.objects.filter(stream=stage.draft.pk)), ["fr", "en"])
    assert len(frames) >= 7
    assert "@example.org" not in json.dumps(frames, ensure_ascii=False, default=str)


def test_an_account_is_called_by_its_public_name(cast):
    assert {str(cast.citizen), cast.citizen.get_full_name(), cast.citizen.get_short_name()} == {
        "Maïa L."
    }
