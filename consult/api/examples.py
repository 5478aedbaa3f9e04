"""Examples of what goes in and out, for the schema. A test holds each against its class."""

CONSULTATION_KEY = "0199c1f0-4d2e-7b10-8c4a-3f5d6e7a8b9c"
DRAFT_KEY = "0199c1f2-8a31-7c55-9d10-1b2c3d4e5f60"
SECTION_KEY = "5b0f9f43-8f0e-4f0b-9a51-0f6f3f1f9d11"
COMMENT_ID = "0199c200-11aa-7d3e-8b52-6c7d8e9fa0b1"
REPLY_ID = "0199c201-2233-7a4b-9c5d-7e8f90a1b2c3"
SITE = "https://consult.example.org"

PARTNER = {
    "name": "Collectif Climat ouvert",
    "college": "civil_society",
    "url": "https://collectif.example.org/",
}
ARTICLE = {
    "key": "7d1e2f30-4a5b-4c6d-8e7f-90a1b2c3d4e5",
    "number": 1,
    "title": "Respect for persons",
}
CONSULTATION = {
    "id": CONSULTATION_KEY,
    "title": "Action plan for open government",
    "summary": "A plan for three years, written together.",
    "language": "en",
    "languages": ["fr", "en"],
    "phase": "open",
    "opens_at": "2027-03-01T08:00:00Z",
    "closes_at": "2027-04-30T22:00:00Z",
    "answers_until": "2027-06-30T22:00:00Z",
    "url": f"{SITE}/en/consultations/plan/",
}
CONSULTATION_IN_FULL = {**CONSULTATION, "partners": [PARTNER], "charter": [ARTICLE]}

VERSION = {
    "language": "en",
    "number": 3,
    "title": "Draft action plan",
    "published_at": "2027-03-12T09:30:00Z",
}
DRAFT = {
    "key": DRAFT_KEY,
    "consultation": CONSULTATION_KEY,
    "title": "Draft action plan",
    "language": "en",
    "languages": ["fr", "en"],
    "version": VERSION,
    "comments_count": 214,
    "url": f"{SITE}/en/consultations/plan/draft/",
}
DRAFT_IN_FULL = {
    **DRAFT,
    "introduction": "<p>Read it, and say what is missing.</p>",
    "stream_number": 1874,
}
TEXT = {
    "key": SECTION_KEY,
    "position": 2,
    "kind": "text",
    "title": "",
    "level": 0,
    "html": "<p>The data exist, but they are scattered.</p>",
    "text": "The data exist, but they are scattered.",
}
VERSION_IN_FULL = {**VERSION, "sections": [TEXT]}
SECTION = {
    **TEXT,
    "retired_at": None,
    "comments_count": 12,
    "stances": {"for": 4, "against": 2, "neither": 1},
}

AUTHOR = {
    "name": "Maïa L.",
    "affiliation": "citizen",
    "organisation": "",
    "college": None,
    "official": False,
}
COMMENT = {
    "id": COMMENT_ID,
    "draft": DRAFT_KEY,
    "section": SECTION_KEY,
    "thread": None,
    "in_reply_to": None,
    "number": 0,
    "status": "visible",
    "hidden_for": None,
    "url": f"{SITE}/c/{COMMENT_ID}",
    "posted_at": "2027-03-14T18:02:11.120000Z",
    "replies_count": 2,
    "official_replies_count": 1,
    "author": AUTHOR,
    "kind": "suggestion",
    "stance": "for",
    "language": "en",
    "text": "Say *by when*.",
    "html": "<p>Say <em>by when</em>.</p>",
    "wording": "The data exist, but they are scattered until 2028.",
    "difference": [
        {"op": "=", "text": "The data exist, but they are scattered"},
        {"op": "+", "text": " until 2028"},
        {"op": "=", "text": "."},
    ],
    "quote": {
        "exact": "scattered",
        "prefix": "The data exist, but they are ",
        "suffix": ".",
        "state": "kept",
    },
    "written_on": {"language": "en", "number": 3},
    "votes": {"agree": 9, "disagree": 1, "own": None},
    "edited_at": None,
    "edits_count": 0,
}
HIDDEN_REPLY = {
    **COMMENT,
    "id": REPLY_ID,
    "thread": COMMENT_ID,
    "in_reply_to": COMMENT_ID,
    "number": 1,
    "status": "hidden",
    "hidden_for": ARTICLE,
    "url": f"{SITE}/c/{REPLY_ID}",
    "replies_count": 0,
    "official_replies_count": 0,
    **dict.fromkeys(
        (
            "author",
            "kind",
            "stance",
            "language",
            "text",
            "html",
            "wording",
            "difference",
            "quote",
            "written_on",
            "votes",
            "edited_at",
            "edits_count",
        )
    ),
}
NEXT_COMMENTS = f"{SITE}/api/v1/drafts/{DRAFT_KEY}/comments/?order=newest&cursor={COMMENT_ID}"
NEW_COMMENT = {
    "section": SECTION_KEY,
    "text": "Say *by when*.",
    "kind": "suggestion",
    "stance": "for",
    "language": "en",
    "wording": "The data exist, but they are scattered until 2028.",
    "quote": {"exact": "scattered", "prefix": "The data exist, but they are ", "suffix": "."},
    "in_reply_to": None,
}
CHANGED_WORDS = {"text": "Say by when, and who.", "wording": None}
EDIT = {
    "number": 1,
    "edited_at": "2027-03-14T19:10:00Z",
    "text": [
        {"op": "=", "text": "Say "},
        {"op": "-", "text": "when"},
        {"op": "+", "text": "*by when*"},
        {"op": "=", "text": "."},
    ],
    "wording": [],
}
VOTE = {"value": "agree"}
COUNTED = {"comment": COMMENT_ID, "votes": {"agree": 10, "disagree": 1, "own": "agree"}}


def listed(*items: dict, more: str | None = None) -> dict:
    """Return a page of a list."""
    return {"items": list(items), "next": more}
