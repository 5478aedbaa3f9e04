"""The stored register held against itself and its decisions: by the command of the site, and from its
export by the script for everybody. Both have one verdict.
"""

import io
import json
import re
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.consultations.models import CharterArticle
from consult.core.errors import Refused
from consult.core.ids import new_id
from consult.moderation import canonical, services
from consult.moderation.exports import as_json
from consult.moderation.models import Action, Decision, Register, RegisterEntry
from consult.moderation.queries.register import all_lines, head_of
from consult.moderation.services import Reasons
from tests.moderation.registers import GUIDE, by_script, script


def export_of(stage):
    """Return the export as anybody downloads it."""
    key = stage.consultation.pk
    head = head_of(key)
    return "".join(as_json(key, head, all_lines(key, head), "en"))


def by_command(stage, *arguments):
    """Return what the command says, and its exit code."""
    out = io.StringIO()
    try:
        call_command("verify_register", str(stage.consultation.pk), *arguments, stdout=out)
    except CommandError as error:
        return out.getvalue().splitlines(), error.returncode
    return out.getvalue().splitlines(), 0


# Random registers


class Undone(Exception):
    """Ends an example: what it wrote is rolled back."""


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["hide", "restore", "keep", "warn", "confirm", "lift", "expire", "appeal"]),
        st.integers(0, 1),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=9,
)


def act(stage, cast, comments, verb, college, which):
    by = (cast.moderator_gov, cast.moderator_civ)[college]
    comment = comments[which]
    newest = Decision.objects.filter(comment=comment, action=Action.HIDE).order_by("-pk").first()
    if verb in ("confirm", "lift") and newest:
        services.turn_key(by=by, decision_id=newest.pk, confirms=verb == "confirm")
    elif verb == "expire":
        services.expire_unconfirmed(now=timezone.now() + timedelta(days=9))
    elif verb == "appeal" and newest:
        appeal = services.appeal_decision(by=cast.citizen, decision_id=newest.pk, words="Non.")
        services.settle_appeal(by=by, appeal_id=appeal.pk, upholds=False, explanation="Si.")
    elif verb in ("hide", "restore", "keep", "warn"):
        reasons = Reasons(article_id=stage.articles[which % 2].pk, explanation="Voilà.")
        services.decide(by=by, subject_id=comment.pk, action=verb, reasons=reasons)


@pytest.mark.django_db
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_a_register_is_sound_after_any_decisions(stage, cast, post, steps):
    with suppress(Undone), transaction.atomic():
        comments = [post(f"Mot {number}") for number in range(3)]
        for step in steps:
            with suppress(Refused):
                act(stage, cast, comments, *step)
        said, code = by_command(stage)
        newest = head_of(stage.consultation.pk)
        assert (code, len(said)) == (0, 1), said
        assert f"{newest.number}:{newest.hash}" in said[0]
        assert newest.number == Decision.objects.filter(consultation=stage.consultation).count()
        found = json.loads(export_of(stage))
        head = (found["head"]["number"], found["head"]["hash"])
        assert not list(script.faults(found["entries"], found["consultation"], head))
        raise Undone


# The stored register


@pytest.fixture
def told(stage, cast, post, hide):
    """Five entries."""
    hide(post("Un"))
    services.turn_key(
        by=cast.moderator_civ,
        decision_id=Decision.objects.get(action=Action.HIDE).pk,
        confirms=True,
    )
    hide(post("Deux"))
    hide(post("Trois"))
    hide(post("Quatre"))
    return stage


def stored(number):
    return RegisterEntry.objects.filter(number=number)


def change_stored(stage):
    body = stored(3).get().body
    stored(3).update(body=body.replace('"action":"hide"', '"action":"keep"'))


def change_stored_with_its_hash(stage):
    change_stored(stage)
    stored(3).update(hash=canonical.digest(stored(3).get().body))


def remove_stored(stage):
    stored(3).delete()


def remove_what_another_is_about(stage):
    stored(1).delete()


def remove_the_last(stage):
    stored(5).delete()


def swap_stored(stage):
    stored(3).update(number=99)
    stored(4).update(number=3)
    stored(99).update(number=4)


def garble_stored(stage):
    stored(3).update(body="hide")


def insert_stored(stage):
    """A decision put back in time: the entries from the fourth on make room, untouched otherwise."""
    decision = stored(3).get().decision
    for number in (5, 4):
        stored(number).update(number=number + 1)
    decision.pk = new_id()
    Decision.objects.bulk_create([decision])
    body = canonical.canonical(canonical.entry(decision, number=4, previous=stored(3).get().hash))
    RegisterEntry.objects.create(
        register_id=stage.consultation.pk,
        number=4,
        decision=decision,
        body=body,
        hash=canonical.digest(body),
    )


def change_the_head(stage):
    Register.objects.filter(pk=stage.consultation.pk).update(head="a" * 64)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tamper", "says"),
    [
        (change_stored, "entry 3 was changed"),
        (change_stored_with_its_hash, "entry 3 is not the one to which entry 4 is bound"),
        (remove_stored, "entry 3 is missing"),
        (remove_what_another_is_about, "entry 1 is missing: entry 2 stands in its place"),
        (remove_the_last, "entry 5 is missing"),
        (swap_stored, "entry 3 is missing: entry 4 stands in its place"),
        (garble_stored, "entry 3 cannot be read"),
        (insert_stored, "entry 4 stands where entry 5 belongs"),
        (change_the_head, "entry 5 is not the one that the head names"),
    ],
)
def test_command_and_script_have_one_verdict(told, tamper, says):
    sound, code = by_command(told)
    assert (code, sound) == (0, by_script(export_of(told))[0])
    tamper(told)
    by_site, code = by_command(told)
    by_anybody, other_code = by_script(export_of(told))
    assert (code, other_code) == (1, 1)
    assert f": {says}" in by_site[0]
    assert by_site[0] == by_anybody[0]
    if tamper is not insert_stored:  # what stands after the head is in no export
        assert by_site[: len(by_anybody)] == by_anybody


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"is_automated": True, "moderator": None, "college": ""}, "automated"),
        ({"college": "civil_society"}, "college"),
        ({"decided_at": timezone.now() - timedelta(days=1)}, "at"),
        ({"confirm_by": None}, "confirm_by"),
        ({"was_noticed_by_machine": True}, "noticed_by_machine"),
        ({"action": "warn"}, "action"),
    ],
)
def test_a_changed_decision_is_found(told, change, name):
    """A decision rewritten by the database's owner no longer is what its entry says."""
    Decision.objects.filter(entry__number=3).update(**change)
    said, code = by_command(told)
    assert code == 1
    assert [one for one in said if "entry 3 does not say" in one and f": {name} is" in one]


@pytest.mark.django_db
def test_another_article_is_found_and_another_number_of_it_is_none(told):
    article = told.articles[0]
    CharterArticle.objects.filter(pk=article.pk).update(number=7)
    assert by_command(told)[1] == 0
    Decision.objects.filter(entry__number=3).update(article=told.articles[0])
    said, code = by_command(told)
    assert code == 1
    assert "article_key" in said[0]


@pytest.mark.django_db
def test_a_decision_without_an_entry_is_found(told):
    decision = stored(5).get().decision
    stored(5).delete()
    Register.objects.update(last=4, head=stored(4).get().hash)
    said, code = by_command(told)
    assert code == 1
    assert said == [f"{told.consultation.pk}: the decision {decision.pk} has no entry"]


@pytest.mark.django_db
def test_another_spelling_of_the_same_entry_is_found(told):
    stored(3).update(body=stored(3).get().body.replace(",", ", ", 1))
    said, code = by_command(told)
    assert code == 1
    assert "entry 3 is not in its canonical form" in said[0]


@pytest.mark.django_db
def test_a_published_head_is_held_against_the_register(told):
    third = stored(3).get().hash
    assert by_command(told, "--head", f"3:{third}")[1] == 0
    assert by_command(told, "--head", third.upper())[1] == 0
    export = export_of(told)
    for head in (f"2:{third}", "b" * 64, f"9:{third}"):
        said, code = by_command(told, "--head", head)
        assert code == 1
        assert (said, code) == by_script(export, "--head", head)


@pytest.mark.django_db
def test_what_cannot_be_checked_has_a_code_of_its_own(told, tmp_path):
    with pytest.raises(CommandError) as unknown:
        call_command("verify_register", "nowhere")
    assert unknown.value.returncode == 2
    with pytest.raises(CommandError) as homeless:
        call_command("verify_register", "--head", "a" * 64)
    assert homeless.value.returncode == 2
    for text in ("", "{}", "[]", "{" * 3000, '{"head":{"number":"1"}}', "\x00", "null"):
        assert by_script(text)[1] == 2, text[:20]
    assert by_script("", "--head", "12:abc")[1] == 2


@pytest.mark.django_db
def test_all_registers_are_checked_where_none_is_named(told, capsys):
    call_command("verify_register")
    assert len(capsys.readouterr().out.splitlines()) == 2
    call_command("verify_register", told.consultation_page.slug)
    assert str(told.consultation.pk) in capsys.readouterr().out
    stored(2).update(hash="c" * 64)
    with pytest.raises(CommandError):
        call_command("verify_register")


# The form


def test_the_worked_example_is_true():
    """docs/register.md shows an entry with its hash: RFC 8785 and FIPS 180-4, recomputed."""
    shown = GUIDE.read_text()
    bodies = re.findall(r"^(\{\"about\".*\})$", shown, re.MULTILINE)
    hashes = re.findall(r"^([0-9a-f]{64})$", shown, re.MULTILINE)
    assert len(bodies) == len(hashes) == 2
    for body, stated in zip(bodies, hashes, strict=True):
        assert sha256(body.encode()).hexdigest() == stated
        assert canonical.canonical(json.loads(body)) == body
        assert canonical.digest(body) == script.digest(json.loads(body)) == stated
    assert json.loads(bodies[1])["previous"] == hashes[0]


@pytest.mark.django_db
def test_the_guide_names_every_field_of_an_entry(told):
    for name in json.loads(stored(1).get().body):
        assert f"| `{name}` |" in GUIDE.read_text()


# Decisions from before there was a register


@pytest.mark.django_db
def test_earlier_decisions_are_entered_in_their_order(told):
    key = told.consultation.pk
    before = list(RegisterEntry.objects.order_by("number").values_list("decision", "body", "hash"))
    RegisterEntry.objects.all().delete()
    Register.objects.all().delete()
    migration = import_module("consult.moderation.migrations.0005_register_of_earlier_decisions")
    migration.enter_earlier(apps, None)
    after = list(RegisterEntry.objects.order_by("number").values_list("decision", "body", "hash"))
    assert after == before
    assert by_command(told)[1] == 0
    migration.enter_earlier(apps, None)
    assert head_of(key).number == 5
