"""Examples of what goes in and out, for the schema. A test holds each against its class."""


def listed(*items: dict, more: str | None = None) -> dict:
    """Return a page of a list."""
    return {"items": list(items), "next": more}


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
ARTICLE_IN_FULL = {
    **ARTICLE,
    "explanation": "Contradict ideas, never insult persons.",
    "is_urgent": False,
}
RULES = {
    "premoderation": "newcomers",
    "review_hours": 24,
    "has_two_keys": True,
    "confirmation_hours": 48,
    "appeal_days": 30,
}
CONSULTATION_IN_FULL = {
    **CONSULTATION,
    "partners": [PARTNER],
    "charter": [ARTICLE_IN_FULL],
    "rules": RULES,
}

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
    "comments_without_account_count": 31,
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
    "comments_without_account_count": 3,
    "stances": {"for": 4, "against": 2, "neither": 1},
}

AUTHOR = {
    "name": "Maïa L.",
    "without_account": False,
    "affiliation": "citizen",
    "organisation": "",
    "organisation_id": None,
    "organisation_confirmed": False,
    "roles": [],
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
    "replies_without_account_count": 1,
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
    "outcome": "partly",
    "answered_at": "2027-05-10T09:00:00Z",
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
    "replies_without_account_count": 0,
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
            "outcome",
            "answered_at",
        )
    ),
}
HELD_ID = "0199c210-4455-7e6f-8a9b-0c1d2e3f4a5b"
TRANSLATION = {
    "id": "0190f3a4-7c1e-7d52-9f3b-5a6b7c8d9e0f",
    "comment": COMMENT_ID,
    "language": "fr",
    "source_language": "en",
    "status": "confirmed",
    "by": "Ravi",
    "confirmed_by": "Maïa L.",
    "machine": None,
    "text": "Le premier mars serait plus juste.",
    "html": "<p>Le premier mars serait plus juste.</p>",
    "made_at": "2027-03-15T08:10:00Z",
}
MACHINE_TRANSLATION = {
    **TRANSLATION,
    "id": None,
    "status": "machine",
    "by": None,
    "confirmed_by": None,
    "machine": "LibreTranslate",
}
TRANSLATIONS = {"items": [TRANSLATION]}
NEW_TRANSLATION = {"language": "fr", "text": "Le premier mars serait plus juste."}
ASK_MACHINE = {"language": "fr"}
ASKED_MACHINE = {"comment": COMMENT_ID, "language": "fr", "state": "asked"}
HELD = {
    "id": HELD_ID,
    "draft": DRAFT_KEY,
    "section": SECTION_KEY,
    "in_reply_to": None,
    "edits": None,
    "translates": None,
    "status": "waiting",
    "grounds": [
        {
            "code": "newcomer",
            "count": None,
            "detail": "Moderators read the first contributions of newcomers.",
        }
    ],
    "held_at": "2027-03-14T18:02:11.120000Z",
    "expected_by": "2027-03-15T18:02:11.120000Z",
    "settled_at": None,
    "comment": None,
    "withdraw": f"{SITE}/api/v1/held/{HELD_ID}/",
    "author": AUTHOR,
    "kind": "question",
    "stance": None,
    "language": "en",
    "text": "By when?",
    "html": "<p>By when?</p>",
    "wording": None,
    "difference": None,
    "quote": None,
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

ANSWER_ID = "0199c230-1122-7a3b-8c4d-5e6f70819203"
SEEN = "2027-05-10T09:00:00.000001+00:00"
ANSWER = {
    "id": ANSWER_ID,
    "draft": DRAFT_KEY,
    "outcome": "partly",
    "status": "published",
    "language": "en",
    "reasons": {
        "language": "en",
        "text": "We say *by when*, and leave the rest to the law.",
        "html": "<p>We say <em>by when</em>, and leave the rest to the law.</p>",
        "lags": False,
    },
    "section": SECTION_KEY,
    "version": {"language": "en", "number": 3},
    "signatures": [
        {
            "college": "civil_society",
            "name": "Nahila B.",
            "organisation": "Collectif Climat ouvert",
            "signed_at": "2027-05-10T09:00:00Z",
        }
    ],
    "contributions": [COMMENT_ID],
    "hidden_count": 0,
    "published_at": "2027-05-10T09:00:00Z",
    "edited_at": None,
    "edits_count": 0,
    "seen": SEEN,
    "url": f"{SITE}/en/drafting/answers/{ANSWER_ID}/",
}
NEXT_ANSWERS = f"{SITE}/api/v1/drafts/{DRAFT_KEY}/answers/?cursor={ANSWER_ID}"
ANSWER_EDIT = {
    "number": 1,
    "edited_at": "2027-05-12T10:00:00Z",
    "outcome": "declined",
    "reasons": [
        {"op": "=", "text": "We say "},
        {"op": "-", "text": "nothing"},
        {"op": "+", "text": "*by when*"},
        {"op": "=", "text": "."},
    ],
    "signed_for": ["government"],
}
NEW_ANSWER = {
    "contributions": [COMMENT_ID],
    "outcome": "partly",
    "reasons": "We say *by when*, and leave the rest to the law.",
    "language": "en",
    "section": SECTION_KEY,
    "version": 3,
}
CHANGED_ANSWER = {**NEW_ANSWER, "seen": SEEN}
SEEN_ANSWER = {"seen": SEEN}


# What is answered

COVERAGE = {
    "consultation": CONSULTATION_KEY,
    "contributions": 80,
    "without_account": 10,
    "answered": 50,
    "percent": 62,
    "median_seconds": 1036800,
    "is_completed": False,
    "sections": [
        {
            "draft": DRAFT_KEY,
            "section": SECTION_KEY,
            "contributions": 12,
            "without_account": 3,
            "answered": 9,
            "median_seconds": 950400,
        }
    ],
    "colleges": [
        {"signed_by": "government", "answered": 5, "without_account": 0, "median_seconds": 864000},
        {"signed_by": "both", "answered": 45, "without_account": 8, "median_seconds": 1036800},
    ],
    "outcomes": [
        {"outcome": "adopted", "contributions": 30, "without_account": 5},
        {"outcome": "declined", "contributions": 20, "without_account": 3},
    ],
    "affiliations": [
        {"affiliation": "citizen", "contributions": 50, "answered": 32, "people": 45},
        {"affiliation": "civil_society", "contributions": 20, "answered": 10, "people": 12},
        {"affiliation": None, "contributions": 10, "answered": 8, "people": 9},
    ],
    "organisation_kinds": [
        {
            "kind": "civil_society",
            "contributions": 18,
            "answered": 9,
            "confirmed": 11,
            "organisations": 7,
        }
    ],
}
