"""The addresses of the provider of accounts, which is a site of its own: see serve.py."""

import json

import jwt
from allauth.idp.oidc.views import configuration, jwks, user_info
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path


def signed_configuration(request: HttpRequest) -> JsonResponse:
    """Describe the same provider with another way to tell of people."""
    told = json.loads(configuration(request).content)
    told["userinfo_endpoint"] = request.build_absolute_uri("/signed/userinfo")
    return JsonResponse(told)


def signed_person(request: HttpRequest) -> HttpResponse:
    """Tell of a person by a signed token."""
    answer = user_info(request)
    if answer.status_code != 200:
        return answer
    kid = json.loads(jwks(request).content)["keys"][0]["kid"]
    claims = {
        **json.loads(answer.content),
        "iss": request.build_absolute_uri("/").rstrip("/"),
        "aud": "signed",
    }
    token = jwt.encode(claims, settings.IDP_OIDC_PRIVATE_KEY, "RS256", headers={"kid": kid})
    return HttpResponse(token, content_type="application/jwt")


urlpatterns = [
    path("signed/.well-known/openid-configuration", signed_configuration),
    path("signed/userinfo", signed_person),
    path("accounts/", include("allauth.account.urls")),
    path("", include("allauth.idp.urls")),
]
