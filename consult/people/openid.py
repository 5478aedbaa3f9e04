"""The two addresses of OpenID Connect: one that leads away, and one to which a provider leads back."""

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from consult.people.provider import LANGUAGE, Speaker


def leave(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to a provider, once the button there is pressed."""
    try:
        return OAuth2LoginView.adapter_view(Speaker(request, provider_id))(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error


def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take a provider's answer, in the language in which one left.

    Its address is the same in every language: providers are told it beforehand.
    """
    language = request.session.get(LANGUAGE)
    if language in dict(settings.LANGUAGES):
        translation.activate(language)
        request.LANGUAGE_CODE = language
    try:
        return OAuth2CallbackView.adapter_view(Speaker(request, provider_id))(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
