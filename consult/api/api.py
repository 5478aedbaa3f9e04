"""The public HTTP API, version 1: its addresses and what they have in common."""

from consult.api.entrance import PublicAPI
from consult.api.problems import register_handlers
from consult.api.routers import (
    answers,
    cases,
    comments,
    consultations,
    coverage,
    decisions,
    drafts,
    held,
    problems,
    register,
    reports,
    translations,
    votes,
)

DESCRIPTION = """\
Read what is consulted on and what is said about it; with the session of the site, take part.

- Every error is a problem document (RFC 9457): `code` says what happened, for machines. Beside what
  each operation names, any may answer 405 to other methods and 500 when something went wrong here.
- Lists are pages: `items`, and in `next` the address of the next page, or null.
- The parameter `lang`, or else the header Accept-Language, says the language of titles and of
  explanations.
- Answers bear an `ETag`: send it back as `If-None-Match` and get 304 for what is the same.
"""

api = PublicAPI(
    title="Parvis",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
)
register_handlers(api)
for router in (
    consultations,
    coverage,
    drafts,
    comments,
    votes,
    translations,
    held,
    reports,
    cases,
    decisions,
    register,
    answers,
    problems,
):
    api.add_router("", router.router)
