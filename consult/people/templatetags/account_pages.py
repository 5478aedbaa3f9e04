"""What the pages and mails of accounts say in words that people know."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# The first that is found counts: browsers name those that they want to be taken for, too.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


@register.filter
def browser_name(user_agent: str) -> str:
    """Return the browser and the system that a browser says it is, in words that people know."""
    browser = named_in(user_agent, BROWSERS)
    system = named_in(user_agent, SYSTEMS)
    if browser and system:
        # Translators: a browser and a system, such as “Firefox on Android”.
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("an unknown browser")


def named_in(user_agent: str, names: dict[str, str]) -> str:
    """Return the first of some names whose mark is in what a browser says of itself."""
    return next((name for mark, name in names.items() if mark in user_agent), "")
