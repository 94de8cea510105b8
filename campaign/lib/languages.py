"""Which language a page speaks: the one its address begins with, else what the browser asks for."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

# Counts, pictures, documents: the same whatever a browser asks for, so that a cache keeps one each.
WITHOUT_WORDS = "c"


class LanguageOfAddress(LocaleMiddleware):
    """Django's own, with a short way for addresses that name their language.

    Django looks at the address three times before and once after the view, in case it names none.
    Nearly all of ours do, and they do not vary with what the browser asks for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)
        # Also those that Django itself has no words in (lo, fil, tet): a campaign can be in them.
        self.spoken = {code for code, _name in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = request.path_info[1:].partition("/")[0]
        if language == WITHOUT_WORDS:
            translation.activate(settings.LANGUAGE_CODE)
            request.LANGUAGE_CODE = settings.LANGUAGE_CODE
            return self.get_response(request)
        if language not in self.spoken:
            return super().__call__(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
