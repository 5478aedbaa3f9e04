"""Two drafters on one passage at the same time, with real concurrency: one change, nothing lost."""

import pytest

from consult.answers.models import Adoption
from consult.answers.policy import adopting
from consult.drafts.models import DraftPage
from consult.threads import services as threads
from consult.threads.places import Said
from tests.answers.taking import take, words, working
from tests.cast import make_cast, make_stage
from tests.moderation.test_races_pg import anew
from tests.threads.posting import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

ROUNDS = 3


def test_one_of_two_drafters_comes_first_and_the_other_is_told():
    stage = make_stage()
    cast = make_cast(stage)
    suggestion = threads.post_comment(
        by=cast.citizen,
        place=stage.place(),
        said=Said("", "fr", kind="suggestion", wording="Les données existent."),
    ).comment
    for turn in range(ROUNDS):
        seen = working(stage).seen
        before = DraftPage.objects.get(pk=stage.page.pk).latest_revision_id

        def act(by, seen=seen, turn=turn):
            wording = f"{by.public_name} {turn}"
            take(stage, anew(by), suggestion, wording=wording, seen=seen)

        failures = at_once([lambda: act(cast.drafter_gov), lambda: act(cast.drafter_civ)])

        assert [type(one) for one in failures] == [adopting.ChangedSince]
        assert Adoption.objects.count() == turn + 1
        adoption = Adoption.objects.latest("pk")
        assert words(stage) == adoption.after == f"{adoption.by.public_name} {turn}"
        page = DraftPage.objects.get(pk=stage.page.pk)
        assert page.latest_revision_id == adoption.revision_id != before
