"""From the demonstration's content to the raw data of StreamFields."""

from typing import Any

from cms.demo.content import block_id


def sections(draft: dict) -> list[dict]:
    """Return the sections of a draft in one language."""
    return [section(draft["key"], one) for one in draft["sections"]]


def section(draft_key: str, one: dict) -> dict:
    """Return one section of a draft."""
    make = {"heading": heading, "text": text, "commitment": commitment, "table": table}[one["kind"]]
    return block(one["kind"], make(one), draft_key, one["key"])


def heading(one: dict) -> dict:
    return {"level": str(one["level"]), "text": one["text"]}


def text(one: dict) -> str:
    return one["html"]


def commitment(one: dict) -> dict:
    """Return a commitment; each milestone is an item of a list, with an id of its own."""
    milestones = [
        item(
            {"title": step["title"], "due": step["due"].isoformat()},
            *(one["key"], "milestone", number),
        )
        for number, step in enumerate(one["milestones"])
    ]
    return {
        "title": one["title"],
        "problem": one["problem"],
        "actions": one["actions"],
        "lead": one["lead"],
        "partner": one["partner"],
        "milestones": milestones,
        "themes": one["themes"],
        "ogp_values": one["ogp_values"],
        "sdgs": [str(goal) for goal in one["sdgs"]],
    }


def table(one: dict) -> dict:
    """Return a table; rows and cells are items of lists, with ids of their own."""
    rows = [
        item(
            [item(cell, one["key"], number, place) for place, cell in enumerate(row)],
            *(one["key"], number),
        )
        for number, row in enumerate(one["rows"])
    ]
    settings = {name: one[name] for name in ("caption", "header_row", "header_column")}
    return {**settings, "rows": rows}


def charter(articles: list[dict], consultation: str) -> list[dict]:
    """Return the charter of a consultation."""
    return [
        block(
            "article",
            {name: article[name] for name in ("title", "explanation", "urgent")},
            consultation,
            article["key"],
        )
        for article in articles
    ]


def editorial(body: list[dict], page: str) -> list[dict]:
    """Return the body of an editorial page."""
    return [
        block(kind, value, page, number)
        for number, part in enumerate(body)
        for kind, value in part.items()
    ]


def item(value: Any, *names: object) -> dict:
    """Return one item of a list as StreamFields store it."""
    return block("item", value, *names)


def block(kind: str, value: Any, *names: object) -> dict:
    """Return one block as StreamFields store it."""
    return {"type": kind, "value": value, "id": str(block_id(*names))}
