"""Uploaded files are served where no proxy stands in front, and nothing else of the disk is."""

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

pytestmark = pytest.mark.django_db


def test_an_upload_is_served(client):
    name = default_storage.save("picture.txt", ContentFile(b"seen"))
    try:
        answer = client.get(f"{settings.MEDIA_URL}{name}")
        assert b"".join(answer.streaming_content) == b"seen"
        answer.close()
    finally:
        default_storage.delete(name)


@pytest.mark.parametrize("path", ["../settings.py", "%2e%2e/%2e%2e/manage.py", "/etc/passwd", ""])
def test_nothing_else_of_the_disk_is(client, path):
    """CVE-2024-27095: crafted upload names and identifiers."""
    assert client.get(f"{settings.MEDIA_URL}{path}").status_code in (302, 400, 404)
