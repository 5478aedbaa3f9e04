"""A script that speaks to the API as somebody, or as nobody."""

import json

from django.test import Client

ROOT = "/api/v1"
JSON = "application/json"


class Script(Client):
    """Sends and reads JSON; addresses begin behind the root of the API."""

    def ask(self, method, address, body=None, **headers):
        """Return the answer to a request; `body` is sent as JSON, or as it is where it is bytes."""
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body)
        path = address if address.startswith(("/api/", "http")) else f"{ROOT}/{address}"
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.generic(method, path, data, content_type=JSON, headers=sent)

    def read(self, address, **headers):
        """Return what an address holds."""
        answer = self.ask("GET", address, **headers)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def walk(self, address):
        """Return what all pages of a list hold."""
        items = []
        while address:
            page = self.read(address)
            items += page["items"]
            address = page["next"]
        return items


def problem(answer, status, code):
    """Return the problem that an answer is, which is the one expected."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert (told["status"], told["code"]) == (status, code), told
    assert told["type"] == f"/api/v1/problems/{code}/"
    assert told["title"]
    assert told["detail"]
    assert answer["Cache-Control"] == "no-store"
    return told
