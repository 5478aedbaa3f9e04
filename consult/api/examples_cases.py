"""Examples of cases, decisions, appeals and the register. A test holds each against its class."""

from consult.api.examples import ARTICLE, COMMENT, COMMENT_ID, CONSULTATION_KEY, listed
from consult.moderation import canonical

DECISION_ID = "0199c220-7788-7a9b-8c0d-1e2f3a4b5c6d"
CASE_ID = "0199c221-99aa-7b0c-9d1e-2f3a4b5c6d7e"
APPEAL_ID = "0199c222-bbcc-7d1e-8f2a-3b4c5d6e7f80"
REPORT = {
    "id": "0199c223-ddee-7f2a-9b3c-4d5e6f708192",
    "comment": COMMENT_ID,
    "article": ARTICLE,
    "text": "It insults whoever spoke before.",
    "reported_at": "2027-03-14T20:00:00Z",
}
APPEAL = {
    "id": APPEAL_ID,
    "decision": DECISION_ID,
    "text": "I contradicted an idea, and insulted nobody.",
    "appealed_at": "2027-03-15T07:30:00Z",
    "outcome": None,
}
DECISION = {
    "id": DECISION_ID,
    "consultation": CONSULTATION_KEY,
    "action": "hide",
    "comment": COMMENT_ID,
    "held": None,
    "about": None,
    "article": ARTICLE,
    "explanation": "The second sentence insults a person.",
    "college": "government",
    "automated": False,
    "noticed_by_machine": False,
    "decided_at": "2027-03-14T21:00:00Z",
    "confirm_by": "2027-03-16T21:00:00Z",
    "until": None,
    "scope": None,
    "appeal_by": "2027-04-13T21:00:00Z",
    "appeal": APPEAL,
}
CASE = {
    "id": CASE_ID,
    "consultation": CONSULTATION_KEY,
    "cause": "reported",
    "comment": COMMENT,
    "held": None,
    "decision": None,
    "reports_count": 1,
    "campaign": None,
    "college": None,
    "opened_at": "2027-03-14T20:00:00Z",
    "due_at": None,
    "taken_by": "Aurèle M.",
    "taken_until": "2027-03-14T21:10:00Z",
    "closed_at": None,
    "closed_by": None,
    "standing": "none.2c26b46b68ffc68f",
    "actions": ["keep", "hide", "warn", "suspend"],
}
CASE_IN_FULL = {**CASE, "reports": [REPORT], "decisions": []}
ENTRY = {
    "format": 1,
    "consultation": CONSULTATION_KEY,
    "number": 1,
    "previous": canonical.NOTHING_BEFORE,
    "decision": DECISION_ID,
    "at": "2027-03-14T21:00:00Z",
    "action": "hide",
    "comment": COMMENT_ID,
    "article": 1,
    "article_key": ARTICLE["key"],
    "college": "government",
    "automated": False,
    "noticed_by_machine": False,
    "about": None,
    "confirm_by": "2027-03-16T21:00:00Z",
    "until": None,
    "scope": None,
}
HASH = canonical.digest(canonical.canonical(ENTRY))
REGISTER = {
    "consultation": CONSULTATION_KEY,
    "head": {"number": 1, "hash": HASH},
    **listed({"body": ENTRY, "hash": HASH}),
}
NEW_REPORT = {
    "article": ARTICLE["key"],
    "text": "It insults whoever spoke before.",
    "email": "reader@example.org",
}
NEW_DECISION = {
    "action": "hide",
    "article": ARTICLE["key"],
    "explanation": "The second sentence insults a person.",
    "until": None,
    "scope": "consultation",
    "seen": "none.2c26b46b68ffc68f",
}
TURNED_KEY = {"confirms": True, "explanation": ""}
NEW_APPEAL = {"text": "I contradicted an idea, and insulted nobody."}
NEW_OUTCOME = {"upholds": False, "explanation": "The sentence is sharp, and about the idea."}
