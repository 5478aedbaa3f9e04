"""The demonstration never takes the place of a site that lives in the database already."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from wagtail.models import Site

from consult.people.models import User


def test_another_site_is_left_alone(stage):
    home = Site.objects.get().root_page

    with pytest.raises(CommandError, match="Another site lives in this database"):
        call_command("demo")

    assert Site.objects.get().root_page == home
    assert not User.objects.filter(email__endswith="@demo.parvis.example").exists()
