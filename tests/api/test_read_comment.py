"""One comment, its replies and its edits: in full, and as a tombstone that tells no word."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from consult.moderation import services as moderation
from consult.threads import services
from consult.threads.models import Comment
from consult.threads.places import Place
from consult.threads.quotes import Quote
from tests.api.client import problem
from tests.factories.talk import make_threads

pytestmark = pytest.mark.django_db

SECRET = "Zanzibar"
NO_WORDS = (
    "author",
    "kind",
    "stance",
    "language",
    "text",
    "html",
    "wording",
    "difference",
    "quote",
    "written_on",
    "votes",
    "edited_at",
    "edits_count",
    "outcome",
    "answered_at",
)


def test_a_remark_in_full(stage, cast, post, script):
    comment = post("*Quel* mois ?", stance="against", kind="question")
    told = script().read(f"comments/{comment.pk}/")
    assert told == {
        "id": str(comment.pk),
        "draft": str(stage.draft.pk),
        "section": str(stage.text.key),
        "thread": None,
        "in_reply_to": None,
        "number": 0,
        "status": "visible",
        "hidden_for": None,
        "url": f"http://testserver/c/{comment.pk}",
        "posted_at": comment.posted_at.isoformat().replace("+00:00", "Z"),
        "replies_count": 0,
        "replies_without_account_count": 0,
        "official_replies_count": 0,
        "author": {
            "name": "Maïa L.",
            "without_account": False,
            "affiliation": "citizen",
            "organisation": "",
            "organisation_id": None,
            "organisation_confirmed": False,
            "roles": [],
            "college": None,
            "official": False,
        },
        "kind": "question",
        "stance": "against",
        "language": "fr",
        "text": "*Quel* mois ?",
        "html": "<p><em>Quel</em> mois ?</p>",
        "wording": None,
        "difference": None,
        "quote": None,
        "written_on": None,
        "votes": {"agree": 0, "disagree": 0, "own": None},
        "edited_at": None,
        "edits_count": 0,
        "outcome": None,
        "answered_at": None,
    }


def test_a_suggestion_and_a_quote(stage, post, script):
    place = Place(stage.draft.pk, stage.text.key, Quote("elles restent", "mais ", " dispersées"))
    comment = post(
        kind="suggestion", wording="Les données existent, et elles sont là.", place=place
    )
    told = script().read(f"comments/{comment.pk}/")
    assert told["wording"] == "Les données existent, et elles sont là."
    kept = "".join(one["text"] for one in told["difference"] if one["op"] in "=-")
    assert kept == "Les données existent, mais elles restent dispersées."
    assert {one["op"] for one in told["difference"]} == {"=", "+", "-"}
    assert (told["quote"]["exact"], told["quote"]["state"]) == ("elles restent", "kept")
    assert told["quote"]["prefix"].endswith("mais ")
    assert told["quote"]["suffix"].startswith(" dispersées")
    assert told["written_on"] == {"language": "fr", "number": 1}


def test_a_reply_of_an_official(cast, post, script):
    root = post()
    reply = post("En mai.", by=cast.drafter_gov, in_reply_to=root.pk)
    told = script().read(f"comments/{reply.pk}/")
    assert (told["thread"], told["in_reply_to"], told["number"]) == (str(root.pk), str(root.pk), 1)
    assert (told["author"]["college"], told["author"]["official"]) == ("government", True)
    assert script().read(f"comments/{root.pk}/")["official_replies_count"] == 1


def test_one_s_own_vote_is_told_to_oneself(cast, post, script):
    comment = post()
    services.cast_vote(by=cast.neighbour, comment_id=comment.pk, value="disagree")
    address = f"comments/{comment.pk}/"
    votes = [
        script(who).read(address)["votes"]["own"] for who in (cast.neighbour, cast.citizen, None)
    ]
    assert votes == ["disagree", None, None]


@pytest.mark.parametrize("key", [uuid4(), "nonsense", "%00"])
@pytest.mark.parametrize("part", ["", "replies/", "edits/"])
def test_one_that_never_was(stage, script, key, part):
    problem(script().ask("GET", f"comments/{key}/{part}"), 404, "not_found")


@pytest.mark.parametrize("part", ["", "replies/", "edits/"])
def test_one_on_a_draft_that_one_may_not_read(cast, post, close, script, part):
    """CVE-2026-40870: the comments of a draft that one may not see are a 404 too."""
    comment = post()
    cast.neighbour.groups.add(close())
    for reader in (None, cast.citizen, cast.outsider):
        answer = script(reader).ask("GET", f"comments/{comment.pk}/{part}")
        problem(answer, 404, "not_found")
    script(cast.neighbour).read(f"comments/{comment.pk}/{part}")


# Hidden and deleted


@pytest.fixture
def spoken(stage, post):
    """A comment that says the secret in every way that there is."""
    place = Place(stage.draft.pk, stage.text.key, Quote("elles restent"))
    comment = post(
        SECRET, kind="suggestion", stance="for", wording=f"Les données de {SECRET}.", place=place
    )
    Comment.objects.filter(pk=comment.pk).update(posted_at=timezone.now() - timedelta(hours=1))
    services.edit_comment(by=comment.author, comment_id=comment.pk, body=f"{SECRET} encore")
    return comment


def addresses(comment):
    draft = f"drafts/{comment.draft_id}"
    root = comment.thread_id or comment.pk
    return [
        f"comments/{comment.pk}/",
        f"comments/{comment.pk}/edits/",
        f"comments/{root}/replies/",
        f"{draft}/comments/",
        f"{draft}/comments/?state=hidden",
        f"{draft}/comments/?state=edited",
        f"{draft}/comments/?q={SECRET}",
        f"{draft}/sections/",
        f"{draft}/",
        "drafts/",
    ]


def test_hidden_words_are_nowhere(stage, cast, spoken, hide, script):
    """Decidim 12829: hidden words stayed in places. Here no address of the API tells them."""
    assert SECRET in script().ask("GET", f"comments/{spoken.pk}/").content.decode()
    assert SECRET in script().ask("GET", f"comments/{spoken.pk}/edits/").content.decode()
    hide(spoken)
    for reader in (None, cast.citizen, cast.neighbour, cast.drafter_civ, cast.outsider, cast.admin):
        for address in addresses(spoken):
            text = script(reader).ask("GET", address).content.decode()
            assert SECRET not in text, (reader, address)
            assert "elles restent" not in text.replace("elles restent dispersées", ""), address


def test_of_a_hidden_one_the_place_the_status_and_the_article_are_told(
    stage, cast, spoken, hide, script
):
    hide(spoken)
    told = script().read(f"comments/{spoken.pk}/")
    assert (told["status"], told["section"]) == ("hidden", str(stage.text.key))
    assert told["hidden_for"] == {
        "key": str(stage.articles[0].key),
        "number": 1,
        "title": "Respect",
    }
    assert {told[name] for name in NO_WORDS} == {None}
    assert (
        cast.citizen.public_name
        not in script().ask("GET", f"comments/{spoken.pk}/").content.decode()
    )


def test_moderators_of_this_consultation_read_what_is_hidden(cast, spoken, hide, script):
    hide(spoken)
    told = script(cast.moderator_civ).read(f"comments/{spoken.pk}/")
    assert told["text"] == f"{SECRET} encore"
    assert told["status"] == "hidden"
    assert script(cast.moderator_civ).read(f"comments/{spoken.pk}/edits/")["items"]


def test_what_is_restored_is_told_again(cast, spoken, hide, script):
    hide(spoken)
    moderation.restore_comment(by=cast.moderator_gov, comment_id=spoken.pk)
    assert script().read(f"comments/{spoken.pk}/")["text"] == f"{SECRET} encore"


def test_replies_of_a_hidden_one_stay(cast, post, hide, script):
    """Decidim 8660: replies vanished with a hidden parent."""
    root = post(SECRET)
    post("Je réponds.", by=cast.neighbour, in_reply_to=root.pk)
    hide(root)
    (reply,) = script().read(f"comments/{root.pk}/replies/")["items"]
    assert reply["text"] == "Je réponds."


def test_a_deleted_one_is_a_tombstone_for_everybody(cast, spoken, script):
    services.delete_comment(by=cast.citizen, comment_id=spoken.pk)
    for reader in (None, cast.citizen, cast.moderator_gov, cast.admin):
        told = script(reader).read(f"comments/{spoken.pk}/")
        assert told["status"] == "deleted"
        assert told["hidden_for"] is None
        assert {told[name] for name in NO_WORDS} == {None}
        for address in addresses(spoken):
            assert SECRET not in script(reader).ask("GET", address).content.decode(), address


# People


def test_nothing_tells_of_accounts(stage, cast, post, script):
    """No address of anybody, no account's id."""
    comment = post()
    post("Oui.", by=cast.drafter_gov, in_reply_to=comment.pk)
    for address in addresses(comment):
        for reader in (None, cast.citizen, cast.moderator_gov, cast.admin):
            text = script(reader).ask("GET", address).content.decode()
            for person in (cast.citizen, cast.drafter_gov):
                assert person.email not in text
                assert str(person.pk) not in text


def test_names_are_text_and_not_markup(stage, cast, post, script):
    """CVE-2026-23891: script in a user name. It is data here, of a type that no browser runs."""
    type(cast.citizen).objects.filter(pk=cast.citizen.pk).update(
        public_name="<script>alert(1)</script>"
    )
    answer = script().ask("GET", f"comments/{post().pk}/")
    assert answer["Content-Type"] == "application/json"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.json()["author"]["name"] == "<script>alert(1)</script>"


def test_html_is_clean(post, script):
    told = script().read(f"comments/{post('<script>alert(1)</script> *oui*').pk}/")
    assert "<script" not in told["html"]
    assert "<em>oui</em>" in told["html"]


# Edits


def test_edits_newest_first_page_by_page(cast, post, script):
    comment = post("Mot 0.")
    Comment.objects.filter(pk=comment.pk).update(posted_at=timezone.now() - timedelta(hours=1))
    for number in range(1, 24):
        services.edit_comment(by=cast.citizen, comment_id=comment.pk, body=f"Mot {number}.")
    walked = script().walk(f"comments/{comment.pk}/edits/")
    assert [one["number"] for one in walked] == list(range(23, 0, -1))
    first, last = walked[-1], walked[0]
    assert "".join(one["text"] for one in first["text"] if one["op"] in "=-") == "Mot 0."
    assert "".join(one["text"] for one in last["text"] if one["op"] in "=+") == "Mot 23."
    assert last["wording"] == []
    told = script().read(f"comments/{comment.pk}/")
    assert (told["edits_count"], told["edited_at"] is not None) == (23, True)


def test_a_reply_has_no_replies(stage, cast, script):
    (root,) = make_threads(stage.text, [cast.citizen], 1, replies=1)
    reply = root.replies.get()
    assert script().read(f"comments/{reply.pk}/replies/")["items"] == []
