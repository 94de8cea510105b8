"""The short way to a page's language ends where Django's own does."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.test import RequestFactory
from django.utils import translation

from campaign.lib.languages import LanguageOfAddress

CODES = [code for code, _name in settings.LANGUAGES]
DJANGO_HAS_NO_WORDS_IN = {"lo", "fil", "tet"}


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.LANGUAGE_CODE} {translation.get_language()}")


@pytest.mark.parametrize(
    "address",
    [
        *(f"/{code}/c/river/" for code in CODES if code not in DJANGO_HAS_NO_WORDS_IN),
        *("/th", "/zh-Hans/", "/en-gb/", "/xx/", "//th/", "/"),
    ],
)
def test_it_finds_what_django_finds(address):
    request = RequestFactory().get("/", headers={"Accept-Language": "vi"})
    request.path_info = address

    with translation.override(None):
        djangos = LocaleMiddleware(view)(request)
    with translation.override(None):
        ours = LanguageOfAddress(view)(request)

    assert (ours.content, dict(ours.headers)) == (djangos.content, dict(djangos.headers))
