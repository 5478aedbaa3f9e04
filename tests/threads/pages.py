"""What a reader finds on a page or in a fragment."""

from bs4 import BeautifulSoup

HTMX = {"HX-Request": "true"}


def soup_of(answer):
    """What an answer holds."""
    return BeautifulSoup(answer.content, "html.parser")


def article_in(answer, comment):
    """A comment as an answer shows it, None where it does not."""
    return soup_of(answer).find(id=f"c-{comment.pk}")


def fields_of(form):
    """What a form would send if it were submitted as it stands, without any button pressed."""
    sent = {}
    for field in form.select("input[name], textarea[name]"):
        if field.get("type") == "radio" and not field.has_attr("checked"):
            continue
        # A browser leaves out the line break that follows <textarea>, and so does this.
        text = field.get_text() if field.name == "textarea" else field.get("value", "")
        sent[field["name"]] = text.removeprefix("\n") if field.name == "textarea" else text
    return sent
