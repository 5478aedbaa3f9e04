"""A draft obeys the consultation below which its page stands."""

from consult.consultations.models import Consultation
from consult.drafts.models import Draft, DraftPage
from consult.live.models import Event


def test_a_moved_draft_obeys_its_new_consultation(stage):
    elsewhere = stage.other_page.get_parent()
    DraftPage.objects.filter(pk=stage.other_page.pk).update(slug="autre-projet")

    stage.page.move(elsewhere, pos="last-child")

    draft = Draft.objects.get(pk=stage.page.translation_key)
    assert draft.consultation == Consultation.objects.get(pk=elsewhere.specific.translation_key)
    assert Event.objects.filter(type="visibility.changed", object_id=draft.pk).exists()
