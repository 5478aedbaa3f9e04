"""A browser without JavaScript, for journeys through many pages."""

from collections import defaultdict
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from django.test import Client

from tests.factories.people import PASSWORD


class Browser:
    """A browser that only follows links and sends forms, tokens and hidden fields included."""

    def __init__(self):
        self.address = "/"
        self.client = Client(enforce_csrf_checks=True)

    def open(self, address):
        address = urljoin(self.address, address)
        answer = self.client.get(address, follow=True)
        self.address = answer.redirect_chain[-1][0] if answer.redirect_chain else address
        return self._show(answer)

    def follow(self, selector):
        return self.open(self.page.select_one(selector)["href"])

    def sign_in(self, person):
        self.open("/fr/account/login/")
        self.send("form.form", login=person.email, password=PASSWORD)
        return self

    def send(self, selector, **typed):
        """Send a form, with what is typed over what it holds; None leaves a field out."""
        form = self.page.select_one(selector)
        fields = defaultdict(list)
        for field in form.select("input[name], textarea[name], select[name]"):
            if field.get("type") in ("radio", "checkbox") and not field.has_attr("checked"):
                continue
            chosen = field.select_one("option[selected]") if field.name == "select" else None
            value = field.get("value", field.get_text() if field.name == "textarea" else "")
            fields[field["name"]].append(chosen["value"] if chosen else value)
        sent = {name: value for name, value in (fields | typed).items() if value is not None}
        answer = self.client.post(form.get("action") or self.address, sent, follow=True)
        self.address = answer.redirect_chain[-1][0] if answer.redirect_chain else self.address
        return self._show(answer)

    def _show(self, answer):
        self.status = answer.status_code
        self.page = BeautifulSoup(answer.content, "html.parser")
        return self.page
