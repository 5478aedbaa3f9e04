"""Every address of the site."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.pages.sitemaps import robots, site_map
from consult.people.openid import come_back
from consult.people.views import sign_in_door
from consult.threads.views.talk import comment_permalink

# In front of a public site the proxy serves uploads; without one, we do.
uploads = (
    [path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT})]
    if settings.SERVE_UPLOADS
    else []
)

urlpatterns = [
    # Wagtail's own doors know no confirmed address and no limit of attempts: they lead to ours.
    path("admin/login/", sign_in_door),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/v1/", include("consult.api.urls")),
    path("sitemap.xml", site_map, name="sitemap"),
    path("robots.txt", robots, name="robots"),
    path("oidc/<slug:provider_id>/", come_back, name="openid_connect_callback"),
    path("c/<uuid:comment_id>", comment_permalink, name="comment_permalink"),
    *uploads,
    *i18n_patterns(
        path(
            "jsi18n/", JavaScriptCatalog.as_view(packages=["cms.theme"]), name="javascript_catalog"
        ),
        path("account/", include("consult.people.account_urls")),
        path("account/", include("allauth.account.urls")),
        path("account/second-factor/", include("allauth.mfa.urls")),
        path("account/sessions/", include("allauth.usersessions.urls")),
        path("account/connected/", include("allauth.socialaccount.urls")),
        path("account/names/", include("consult.consultations.names.urls")),
        path("", include("consult.people.urls")),
        path("", include("consult.people.privacy.urls")),
        path("moderation/", include("consult.moderation.urls")),
        path("drafting/", include("consult.answers.urls")),
        path("", include("consult.languages.urls")),
        path("", include("consult.drafts.urls")),
        path("", include("consult.threads.urls")),
        path("", include("consult.following.urls")),
        path("_util/login/", sign_in_door),
        path("", include(wagtail_urls)),
    ),
]

handler403 = "cms.errors.forbidden"
handler404 = "cms.errors.not_found"
handler500 = "cms.errors.server_error"
