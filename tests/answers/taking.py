"""What tests about the working text share: how a drafter takes something up there, and what it says."""

from consult.answers.services.adoptions import take_up
from consult.answers.working import working_text, written_page
from consult.drafts.models import DraftPage
from consult.drafts.rewording import reword

PRESENT = "Les données existent, mais elles restent dispersées."
PROPOSED = "Les données existent, mais elles restent dispersées et peu connues."


def working(stage, section=None, language=""):
    """Return a section of the working text."""
    return working_text(written_page(stage.draft.pk, language), section or stage.text)


def words(stage, section=None):
    return working(stage, section).text


def take(stage, by, *contributions, wording=PROPOSED, seen=None):
    """Take contributions up as a drafter who has the text as it is before them."""
    return take_up(
        by=by,
        contribution_ids=[one.pk for one in contributions],
        wording=wording,
        seen=working(stage, contributions[0].section).seen if seen is None else seen,
    )


def edit(stage, wording, *, section=None, by=None, publish=False):
    """Give a section other words, as somebody who saves the draft in the editor."""
    page = DraftPage.objects.get(pk=stage.page.pk).get_latest_revision_as_object()
    key = str((section or stage.text).key)
    blocks = page.sections.get_prep_value()
    blocks = [reword(one, wording) if one["id"] == key else one for one in blocks]
    page.sections = page.sections.stream_block.to_python(blocks)
    revision = page.save_revision(user=by)
    if publish:
        revision.publish()
    return revision
