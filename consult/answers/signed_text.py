"""What a signature is under: a saved text in a canonical form, and its digest. See docs/signing.md.

The form is a JSON object as RFC 8785 (JCS) writes it. All its values are strings, whole numbers,
booleans, null, or lists and objects of these, so that it needs no rules for numbers.
"""

import json
from uuid import UUID

from wagtail.models import Revision

from consult.moderation.canonical import canonical, digest

FORMAT = 1
"""The number of this form: a change of it would be another number."""


def signed_form(revision: Revision, draft_key: UUID, language: str) -> str:
    """Return the canonical form of what a saved text says: its title, introduction and sections."""
    said = revision.content
    return canonical(
        {
            "format": FORMAT,
            "draft": str(draft_key),
            "language": language,
            "title": said["title"],
            "introduction": said["introduction"],
            "sections": json.loads(said["sections"]),
        }
    )


def digest_of(revision: Revision, draft_key: UUID, language: str) -> str:
    """Return the SHA-256 of what a saved text says, in lower-case hexadecimal."""
    return digest(signed_form(revision, draft_key, language))


def mark_of(revision: Revision) -> str:
    """Return what tells a saved text from one that was saved after it, or over it."""
    return f"{revision.pk} {revision.created_at.isoformat()}"
