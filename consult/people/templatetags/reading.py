"""Template tags for words in many languages: how they run, and what their language is called."""

from django import template

from consult.core import languages

register = template.Library()

register.filter("direction", languages.direction_of)
register.filter("language_called", languages.name_of)
register.filter("language_itself", languages.own_name_of)
