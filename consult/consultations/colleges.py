"""The two sides that write together, on an equal footing."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class College(models.TextChoices):
    """A co-drafter or moderator sits in one; a partner of a consultation belongs to one."""

    GOVERNMENT = "government", _("government")
    CIVIL_SOCIETY = "civil_society", _("civil society")
