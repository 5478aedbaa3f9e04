"""A contribution is taken up: the working text changes, the public one does not, and the cause stays."""

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry, PageLogEntry

from consult.answers.models import Adoption, Completion, Manner
from consult.answers.policy import adopting
from consult.answers.services.adoptions import take_up
from consult.core.errors import NotFound
from consult.core.text import TooLong
from consult.drafts.models import DraftPage, Version
from consult.drafts.rewording import CannotPlace
from consult.threads import services as threads
from tests.answers.taking import PRESENT, PROPOSED, edit, take, words, working

pytestmark = pytest.mark.django_db


@pytest.fixture
def suggest(post):
    def act(wording=PROPOSED, **details):
        return post("", kind="suggestion", wording=wording, **details)

    return act


# What it does


def test_it_changes_the_working_text_and_not_the_public_one(stage, cast, suggest, as_user):
    suggestion = suggest()
    take(stage, cast.drafter_gov, suggestion)

    assert words(stage) == PROPOSED
    public = as_user().get(stage.page.url).content.decode()
    assert PRESENT in public
    assert "peu connues" not in public.replace(suggestion.wording, "")
    assert Version.objects.filter(draft=stage.draft).count() == 1
    page = DraftPage.objects.get(pk=stage.page.pk)
    assert page.has_unpublished_changes
    assert page.live_revision_id != page.latest_revision_id


def test_the_change_names_its_cause_its_revision_and_who_made_it(stage, cast, suggest):
    suggestion = suggest()
    (adoption,) = take(stage, cast.drafter_civ, suggestion)

    adoption.refresh_from_db()
    assert adoption.contribution == suggestion
    assert adoption.revision_id == DraftPage.objects.get(pk=stage.page.pk).latest_revision_id
    assert (adoption.by, adoption.college) == (cast.drafter_civ, "civil_society")
    assert (adoption.before, adoption.after) == (PRESENT, PROPOSED)
    assert (adoption.language, adoption.section, adoption.version) == ("fr", stage.text, None)
    assert adoption.revision.user == cast.drafter_civ


def test_wagtail_logs_the_revision(stage, cast, suggest):
    take(stage, cast.drafter_gov, suggest())
    entry = PageLogEntry.objects.filter(page=stage.page.pk, action="wagtail.edit").latest("pk")
    assert entry.user == cast.drafter_gov
    assert not ModelLogEntry.objects.exists()


def test_other_sections_stay_as_they_are(stage, cast, suggest):
    before = DraftPage.objects.get(pk=stage.page.pk).sections.get_prep_value()
    take(stage, cast.drafter_gov, suggest())
    after = working(stage).page.sections.get_prep_value()
    assert [one["id"] for one in after] == [one["id"] for one in before]
    assert [after[0], after[2]] == [before[0], before[2]]


@pytest.mark.parametrize(
    ("wording", "manner"),
    [
        (PROPOSED, Manner.AS_IS),
        (f"  {PROPOSED}\n", Manner.AS_IS),
        (PROPOSED.replace("peu", "mal"), Manner.REWORDED),
    ],
)
def test_it_is_known_whether_it_came_in_as_proposed(stage, cast, suggest, wording, manner):
    (adoption,) = take(stage, cast.drafter_gov, suggest(), wording=wording)
    assert adoption.manner == manner


def test_with_what_changed_since_it_is_still_as_proposed(stage, cast, suggest):
    """The suggestion and another change of the same passage, which do not touch."""
    suggestion = suggest()
    edit(stage, PRESENT.replace("Les données", "Les données publiques"))
    both = PROPOSED.replace("Les données", "Les données publiques")
    (adoption,) = take(stage, cast.drafter_gov, suggestion, wording=both)
    assert (adoption.manner, words(stage)) == (Manner.AS_IS, both)


def test_several_contributions_cause_one_change(stage, cast, suggest, post):
    causes = [suggest(), post("Peu de gens les connaissent."), suggest("Les données existent.")]
    made = take(stage, cast.drafter_gov, *causes)
    assert [one.contribution for one in made] == causes
    assert len({one.revision_id for one in made}) == 1
    assert [one.manner for one in made] == [Manner.AS_IS, Manner.REWORDED, Manner.REWORDED]


def test_a_remark_and_a_question_can_change_the_text(stage, cast, post):
    for kind, wording in [("remark", "Un."), ("question", "Deux.")]:
        (adoption,) = take(stage, cast.drafter_gov, post(kind=kind), wording=wording)
        assert (adoption.manner, words(stage)) == (Manner.REWORDED, wording)


def test_a_commitment_keeps_its_other_fields(stage, cast, suggest):
    commitment = stage.sections[2]
    before = words(stage, commitment)
    wording = before.replace("avant la fin", "pour la fin")
    place = stage.place(commitment)
    (adoption,) = take(stage, cast.drafter_gov, suggest(wording, place=place), wording=wording)
    now = working(stage, commitment)
    assert (adoption.manner, now.text) == (Manner.AS_IS, wording)
    was = stage.page.sections.get_prep_value()[2]["value"]
    assert {**now.block["value"], "actions": None} == {**was, "actions": None}


def test_what_was_published_first_stays_when_the_change_is_published(stage, cast, suggest):
    take(stage, cast.drafter_gov, suggest())
    DraftPage.objects.get(pk=stage.page.pk).get_latest_revision().publish()
    texts = stage.text.versions.order_by("version__number").values_list("text", flat=True)
    assert list(texts) == [PRESENT, PROPOSED]


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    said=st.lists(
        st.sampled_from(["le", "un", "plan", "dit", "que", "non", "oui", "."]), min_size=1
    )
)
def test_no_word_is_lost_or_doubled(stage, cast, post, said):
    """Whatever the wording, the section says it, and all others what they said."""
    wording = " ".join(said)
    before = [words(stage, one) for one in (stage.sections[0], stage.sections[2])]
    if words(stage).split() == said:
        return
    take(stage, cast.drafter_gov, post("Mieux dit."), wording=wording)
    assert words(stage).split() == said
    assert [words(stage, one) for one in (stage.sections[0], stage.sections[2])] == before


# Translations


def test_on_a_translation_the_source_is_changed(stage, cast, suggest, english_page):
    """What is proposed for the English text is worded by the drafter in the language of the source."""
    suggestion = suggest("The data exist.", language="en")
    assert suggestion.written_on.version.language == "en"
    (adoption,) = take(stage, cast.drafter_gov, suggestion)
    assert (adoption.language, adoption.manner) == ("fr", Manner.REWORDED)
    assert words(stage) == PROPOSED
    assert not DraftPage.objects.get(pk=english_page.pk).has_unpublished_changes


# Who may not, and when not


@pytest.mark.parametrize(
    "who",
    ["citizen", "neighbour", "moderator_gov", "moderator_civ", "publisher", "outsider", "admin"],
)
def test_only_drafters_may(stage, cast, suggest, who):
    """CVE-2026-40869: who takes part in a draft is no author of its text."""
    with pytest.raises(NotFound):
        take(stage, getattr(cast, who), suggest())
    assert words(stage) == PRESENT


def test_a_drafter_who_left_may_not(stage, cast, suggest):
    suggestion = suggest()
    cast.drafter_gov.memberships.all().delete()
    with pytest.raises(NotFound):
        take(stage, cast.drafter_gov, suggestion)


def refused(refusal, stage, by, *contributions, **more):
    with pytest.raises(refusal):
        take(stage, by, *contributions, **more)
    assert not Adoption.objects.exists()


def test_hidden_and_deleted_ones_are_not_taken_up(stage, cast, suggest, post, hide):
    hidden, deleted = hide(suggest()), post("Je retire.")
    threads.delete_comment(by=cast.citizen, comment_id=deleted.pk)
    refused(adopting.GoneSince, stage, cast.drafter_gov, hidden)
    refused(adopting.GoneSince, stage, cast.drafter_gov, deleted)
    refused(adopting.GoneSince, stage, cast.drafter_gov, post(), hidden)


def test_replies_and_what_is_no_contribution_are_not_found(stage, cast, post):
    reply = post("Oui.", in_reply_to=post().pk)
    refused(NotFound, stage, cast.drafter_gov, reply)
    with pytest.raises(NotFound):
        take_up(by=cast.drafter_gov, contribution_ids=[stage.draft.pk], wording=PROPOSED, seen="x")
    with pytest.raises(adopting.NothingChosen):
        take_up(by=cast.drafter_gov, contribution_ids=[], wording=PROPOSED, seen="x")


def test_contributions_of_another_consultation_are_not_found(stage, cast, post):
    """CVE-2026-45086: an id of somebody else's consultation opens nothing."""
    draft = stage.other_draft
    place = stage.place().__class__(draft.pk, draft.sections.order_by("position")[2].key)
    foreign = post("Ailleurs.", place=place)
    own = post()
    refused(NotFound, stage, cast.drafter_gov, own, foreign)
    with pytest.raises(NotFound):
        take_up(by=cast.drafter_gov, contribution_ids=[foreign.pk], wording="Autre.", seen="x")


def test_one_change_is_about_one_passage(stage, cast, suggest, post):
    heading = post(place=stage.place(stage.sections[0]))
    refused(adopting.OtherSection, stage, cast.drafter_gov, suggest(), heading)


def test_the_whole_draft_has_no_words_of_its_own(stage, cast, post):
    whole = stage.draft.sections.get(key=stage.draft.pk)
    refused(adopting.WholeDraft, stage, cast.drafter_gov, post(place=stage.place(whole)))


def test_a_section_that_was_taken_out_is_not_reworded(stage, cast, suggest):
    suggestion = suggest()
    page = stage.page
    page.sections = [one for one in page.sections.raw_data if one["id"] != str(stage.text.key)]
    page.save_revision()
    refused(adopting.NotInText, stage, cast.drafter_gov, suggestion)


def test_a_completed_consultation_keeps_its_text(stage, cast, suggest):
    Completion.objects.create(
        consultation=stage.consultation, contributions_count=0, unanswered_count=0, language="fr"
    )
    refused(adopting.Completed, stage, cast.drafter_gov, suggest())


def test_a_locked_page_is_changed_by_nobody_else(stage, cast, suggest):
    DraftPage.objects.filter(pk=stage.page.pk).update(
        locked=True, locked_by=cast.publisher, locked_at=timezone.now()
    )
    refused(adopting.Locked, stage, cast.drafter_gov, suggest())


@pytest.mark.parametrize(
    ("wording", "refusal"),
    [
        ("", adopting.NoWording),
        (" \n ", adopting.NoWording),
        (PRESENT, adopting.SaysSoAlready),
        ("a" * 100_001, TooLong),
    ],
)
def test_it_asks_for_other_words(stage, cast, suggest, wording, refusal):
    refused(refusal, stage, cast.drafter_gov, suggest(), wording=wording)


def test_what_fits_no_field_is_refused(stage, cast, post):
    commitment = stage.sections[2]
    lost = words(stage, commitment).replace("Engagement 1", "")
    refused(CannotPlace, stage, cast.drafter_gov, post(place=stage.place(commitment)), wording=lost)


# Changes that were made in the editor


def test_a_change_made_in_the_editor_gets_its_cause(stage, cast, post):
    remark = post("Peu connues, aussi.")
    revision = edit(stage, PROPOSED, by=cast.drafter_gov)
    [adoption] = take(stage, cast.drafter_gov, remark)
    assert (adoption.revision, adoption.before, adoption.after) == (revision, PRESENT, PROPOSED)
    assert DraftPage.objects.get(pk=stage.page.pk).latest_revision == revision


def test_a_change_names_a_cause_once(stage, cast, post):
    remark = post("Peu connues, aussi.")
    edit(stage, PROPOSED)
    take(stage, cast.drafter_gov, remark)
    with pytest.raises(adopting.SaysSoAlready):
        take(stage, cast.drafter_civ, remark)
    assert Adoption.objects.count() == 1


# Two at once


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(stage, cast, suggest):
    suggestion = suggest()
    seen = working(stage).seen
    take(stage, cast.drafter_civ, suggestion, wording="Nahila l’a écrit.", seen=seen)
    with pytest.raises(adopting.ChangedSince) as told:
        take(stage, cast.drafter_gov, suggestion, wording="Bastien l’a écrit.", seen=seen)
    assert told.value.status == 409
    assert words(stage) == "Nahila l’a écrit."
    assert Adoption.objects.count() == 1


def test_a_change_of_another_section_is_in_nobodys_way(stage, cast, suggest):
    suggestion = suggest()
    seen = working(stage).seen
    heading = stage.sections[0]
    edit(stage, "Ouvrir toutes les données", section=heading)
    take(stage, cast.drafter_gov, suggestion, seen=seen)
    assert (words(stage, heading), words(stage)) == ("Ouvrir toutes les données", PROPOSED)
