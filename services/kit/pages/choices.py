"""What a reader has chosen for every page: the language, and light or dark."""

from typing import Literal, get_args
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import Request, Response

from services.kit.i18n import LANGUAGES, Language
from services.kit.web import LANGUAGE_COOKIE

Colours = Literal["auto", "light", "dark"]
COLOURS_COOKIE = "colours"
YEAR = 365 * 24 * 3600


def colours_of(request: Request) -> Colours:
    """Light, dark, or as the device has it."""
    chosen = request.cookies.get(COLOURS_COOKIE)
    return next((each for each in get_args(Colours) if each == chosen), "auto")


def keep_language(response: Response, language: str) -> None:
    """Remember a language; one that is not ours is passed over."""
    if language in LANGUAGES:
        _keep(response, LANGUAGE_COOKIE, language)


def keep_colours(response: Response, colours: str) -> None:
    """Remember light or dark; anything else is passed over."""
    if colours in get_args(Colours):
        _keep(response, COLOURS_COOKIE, colours)


def without_language(path: str) -> str:
    """A path that says in which language it is, without saying so: another one is chosen."""
    parts = urlsplit(path)
    query = [one for one in parse_qsl(parts.query, keep_blank_values=True) if one[0] != "language"]
    return parts._replace(query=urlencode(query)).geturl()


def other(language: Language) -> Language:
    """The one a reader can change to."""
    return next(each for each in LANGUAGES if each != language)


def _keep(response: Response, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR, secure=True, httponly=True, samesite="lax")
