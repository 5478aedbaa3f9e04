"""What Wagtail does at the end of a workflow, however it came to its end.

Named in WAGTAIL_FINISH_WORKFLOW_ACTION, and so imported before there are any models.
"""

from typing import Any

from django.core.exceptions import PermissionDenied


def publish_signed(workflow_state: Any, user: Any = None) -> None:
    """Publish a draft's own text if both colleges have signed it, and anything else as Wagtail does.

    A workflow may end without their signatures: it may be another one, or may have lost its steps.
    Raises `PermissionDenied` then.
    """
    from wagtail.workflows import publish_workflow_state  # noqa: PLC0415 - see above

    from consult.answers.models import Signature  # noqa: PLC0415
    from consult.consultations.colleges import College  # noqa: PLC0415
    from consult.drafts.models import DraftPage  # noqa: PLC0415
    from consult.drafts.publishing import has_own_text  # noqa: PLC0415

    page = workflow_state.content_object.specific
    if not isinstance(page, DraftPage) or not has_own_text(page):
        publish_workflow_state(workflow_state, user=user)
        return
    revision = page.get_latest_revision()
    signed = {one.college for one in Signature.objects.standing(page, revision)}
    if signed < set(College.values):
        raise PermissionDenied
    revision.publish(user=user, skip_permission_checks=True)
