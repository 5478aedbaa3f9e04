"""Answers over the API: read by everybody, written by drafters of both colleges."""

import pytest

from consult.answers.models import Answer
from consult.answers.services import answers as services
from consult.consultations import services as consultations
from consult.consultations.models import Consultation
from consult.live.models import Event
from tests.answers.answering import DRAFTERS, OTHERS, anew, begin, edit, publish, text_of
from tests.api.client import problem
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def new(*contributions, **more):
    return {
        "contributions": [str(one.pk) for one in contributions],
        "outcome": "adopted",
        "reasons": "Nous la *reprenons*.",
        "language": "fr",
        **more,
    }


@pytest.mark.parametrize("who", DRAFTERS)
def test_a_drafter_begins_changes_and_publishes(stage, cast, post, script, who):
    first, second = post(), post("Et qui ?")
    client = script(getattr(cast, who))
    begun = client.ask(
        "POST",
        f"drafts/{stage.draft.pk}/answers/",
        new(first, section=str(stage.text.key), version=1),
    )
    assert begun.status_code == 201
    told = begun.json()
    assert begun["Location"] == f"/api/v1/answers/{told['id']}/"
    assert (told["status"], told["signatures"]) == ("draft", [])
    assert told["version"] == {"language": "fr", "number": 1}
    assert told["reasons"]["html"] == "<p>Nous la <em>reprenons</em>.</p>"

    at = f"answers/{told['id']}/"
    changed = client.ask("PATCH", at, new(first, second, outcome="partly", seen=told["seen"]))
    assert changed.json()["contributions"] == [str(first.pk), str(second.pk)]

    problem(client.ask("POST", f"{at}publication/", {"seen": told["seen"]}), 409, "answer.changed")
    published = client.ask("POST", f"{at}publication/", {"seen": changed.json()["seen"]}).json()
    assert published["status"] == "published"
    assert [one["name"] for one in published["signatures"]] == [getattr(cast, who).public_name]
    problem(client.ask("DELETE", at), 409, "answer.already_published")
    problem(
        client.ask("POST", f"{at}signatures/", {"seen": published["seen"]}),
        409,
        "answer.signed_already",
    )

    other = script(cast.drafter_civ if who == "drafter_gov" else cast.drafter_gov)
    signed = other.ask("POST", f"{at}signatures/", {"seen": published["seen"]}).json()
    assert len(signed["signatures"]) == 2
    edited = other.ask(
        "PATCH", at, new(first, second, reasons="Mieux lu.", seen=signed["seen"])
    ).json()
    assert (edited["edits_count"], len(edited["signatures"])) == (1, 1)
    (kept,) = script().read(f"{at}edits/")["items"]
    assert kept["signed_for"] == ["civil_society", "government"]
    assert kept["outcome"] == "partly"


@pytest.mark.parametrize("who", [*OTHERS, "foreign", None])
@pytest.mark.parametrize("verb", ["begin", "change", "discard", "publish", "sign", "edit"])
def test_nobody_else_writes_any(stage, cast, post, script, who, verb):
    """CVE-2026-40869: verb by role, drafters of another consultation among them."""
    comment = post()
    drafted = begin(cast.drafter_gov, comment)
    published = publish(cast.drafter_gov, post("Et qui ?"))
    person = getattr(cast, who) if who and who != "foreign" else None
    if who == "foreign":
        person = make_user("Étranger")
        other = Consultation.objects.get(drafts=stage.other_page.translation_key)
        consultations.add_member(
            consultation=other, participant=person, role="drafter", college="government"
        )
    before = Event.objects.count()
    seen = {"seen": services.token_of(drafted)}
    secret, public = f"answers/{drafted.pk}/", f"answers/{published.pk}/"
    method, at, body = {
        "begin": ("POST", f"drafts/{stage.draft.pk}/answers/", new(comment)),
        "change": ("PATCH", secret, new(comment, **seen)),
        "discard": ("DELETE", secret, None),
        "publish": ("POST", f"{secret}publication/", seen),
        "sign": ("POST", f"{public}signatures/", seen),
        "edit": ("PATCH", public, new(comment, **seen)),
    }[verb]
    answer = script(person).ask(method, at, body)
    if who is None:
        problem(answer, 401, "sign_in_first")
    elif at.startswith(secret):
        problem(answer, 404, "not_found")
    else:
        problem(answer, 403, "not_allowed")
    assert Event.objects.count() == before
    assert Answer.objects.published().count() == 1


def test_what_is_not_published_is_told_to_drafters_alone(stage, cast, post, script, as_user):
    comment = post()
    drafted = begin(cast.drafter_gov, comment)
    assert script(cast.drafter_civ).read(f"answers/{drafted.pk}/")["status"] == "draft"
    for who in (*OTHERS, None):
        client = script(getattr(cast, who) if who else None)
        problem(client.ask("GET", f"answers/{drafted.pk}/"), 404, "not_found")
        problem(client.ask("GET", f"answers/{drafted.pk}/edits/"), 404, "not_found")
        assert client.read(f"drafts/{stage.draft.pk}/answers/")["items"] == []
        assert client.read(f"comments/{comment.pk}/answers/")["items"] == []


def test_answers_are_listed_page_by_page_and_by_comment(stage, cast, post, hide, script):
    comments = [post(f"Mot {number}") for number in range(3)]
    answers = [publish(cast.drafter_gov, one) for one in comments]
    hide(comments[0])
    found = script().walk(f"drafts/{stage.draft.pk}/answers/?limit=1")
    assert [one["id"] for one in found] == [str(one.pk) for one in reversed(answers)]
    assert (found[-1]["contributions"], found[-1]["hidden_count"]) == ([], 1)
    assert found[0]["contributions"] == [str(comments[2].pk)]
    second = publish(cast.drafter_civ, comments[2])
    items = script().read(f"comments/{comments[2].pk}/answers/")["items"]
    assert [one["id"] for one in items] == [str(second.pk), str(answers[2].pk)]
    key = stage.sections[0].key
    assert script().read(f"drafts/{stage.draft.pk}/answers/?section={key}")["items"] == []
    problem(
        script().ask("GET", f"drafts/{stage.draft.pk}/answers/?cursor=x"),
        422,
        "list.unknown_page",
    )


def test_an_edit_keeps_contributions_that_nobody_can_name_any_more(stage, cast, post, hide, script):
    shown, hidden = post(), post("Imbécile !")
    answer = publish(cast.drafter_gov, shown, hidden)
    hide(hidden)
    client = script(cast.drafter_gov)
    seen = client.read(f"answers/{answer.pk}/")["seen"]
    changed = client.ask(
        "PATCH", f"answers/{answer.pk}/", new(shown, reasons="Autre.", seen=seen)
    ).json()
    assert (changed["contributions"], changed["hidden_count"]) == ([str(shown.pk)], 1)
    assert text_of(answer) == "Autre."


def test_what_cannot_be_answered_is_a_problem(stage, cast, post, hide, script):
    comment, hidden = post(), hide(post("Imbécile !"))
    client, at = script(cast.drafter_gov), f"drafts/{stage.draft.pk}/answers/"
    for body, status, code in (
        (new(), 422, "answer.nothing_answered"),
        (new(hidden), 409, "answer.not_visible"),
        (new(comment, section=str(comment.pk)), 422, "answer.no_place"),
        (new(comment, version=99), 422, "answer.no_place"),
        (new(comment, reasons=" "), 422, "answer.no_reasons"),
        (new(comment, outcome="hidden"), 422, "request.invalid"),
        ({**new(comment), "college": "government"}, 422, "request.invalid"),
    ):
        problem(client.ask("POST", at, body), status, code)
    assert not Answer.objects.exists()


def test_lists_cost_the_same_however_long(stage, cast, post, script, django_assert_max_num_queries):
    for number in range(5):
        publish(cast.drafter_gov, post(f"Mot {number}"), section_key=stage.text.key)
    answer = publish(cast.drafter_gov, post("Et qui ?"))
    edit(cast.drafter_gov, answer)
    services.sign_answer(by=anew(cast.drafter_civ), answer_id=answer.pk)
    with django_assert_max_num_queries(14):
        script().read(f"drafts/{stage.draft.pk}/answers/")
