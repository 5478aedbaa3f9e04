"""Rule: what resembles words that moderators hid before, as a classifier says."""

import logging
from uuid import UUID

from consult.moderation.screening.classifier import chosen
from consult.moderation.services.learned import learned_from

logger = logging.getLogger("parvis.screening")


def resembles_hidden(text: str, consultation_id: UUID) -> bool:
    """Tell whether the site's classifier notices a text.

    A classifier that fails holds nothing: nobody is kept from speaking by a broken machine.
    """
    learned = learned_from(consultation_id)
    if not learned:
        return False
    try:  # it may be anybody's code
        return bool(chosen().notices(text, learned))
    except Exception:
        logger.exception("The classifier failed: nothing is held for it.")
        return False
