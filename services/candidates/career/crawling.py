"""What search engines read: the map of what is open, and what they may look at."""

from datetime import datetime
from uuid import UUID
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from fastapi import APIRouter, Response

from services.candidates.career import service
from services.candidates.career.service import Located
from services.kit.i18n import LANGUAGES
from services.kit.settings import Settings
from services.kit.web import Session, SettingsDep

router = APIRouter(include_in_schema=False)

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
FRESH = {"Cache-Control": "public, max-age=3600"}
CLOSED_TO_THEM = (
    "/adverts/*/apply",
    "/adverts/*/question",
    "/adverts/*/received",
    "/api/",
    "/l/",
    "/my-applications",
    "/sign-in",
    "/subscriptions",
)
"""Forms, and what is only for those it was mailed to."""
OPEN_TO_THEM = ("/api/v1/feeds/",)


@router.get("/sitemap.xml")
async def sitemap(session: Session, settings: SettingsDep) -> Response:
    """Every open advert, in each language it is written in."""
    found = await service.located(session)
    return Response(_sitemap(settings, found), media_type="application/xml", headers=FRESH)


@router.get("/robots.txt")
async def robots(settings: SettingsDep) -> Response:
    """Who looks for posts is welcome to all that is public."""
    lines = [
        "User-agent: *",
        *(f"Allow: {path}" for path in OPEN_TO_THEM),
        *(f"Disallow: {path}" for path in CLOSED_TO_THEM),
        "",
        f"Sitemap: {settings.public_url}/sitemap.xml",
        "",
    ]
    return Response("\n".join(lines), media_type="text/plain; charset=utf-8", headers=FRESH)


def _sitemap(settings: Settings, found: list[Located]) -> bytes:
    register_namespace("", SITEMAP)
    register_namespace("xhtml", XHTML)
    root = Element(f"{{{SITEMAP}}}urlset")
    _add(root, {str(tag): _list(settings, tag) for tag in LANGUAGES}, None)
    for advert in found:
        languages = [tag for tag in LANGUAGES if tag in advert.languages]
        addresses = {tag: _advert(settings, advert.id, tag) for tag in languages}
        _add(root, addresses, advert.changed_at)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _add(root: Element, addresses: dict[str, str], changed_at: datetime | None) -> None:
    """One page in each of its languages, every one naming all of them."""
    for address in addresses.values():
        entry = SubElement(root, f"{{{SITEMAP}}}url")
        SubElement(entry, f"{{{SITEMAP}}}loc").text = address
        if changed_at is not None:
            SubElement(entry, f"{{{SITEMAP}}}lastmod").text = changed_at.isoformat()
        for tag, same in addresses.items():
            SubElement(
                entry, f"{{{XHTML}}}link", {"rel": "alternate", "hreflang": tag, "href": same}
            )


def _list(settings: Settings, language: str) -> str:
    return f"{settings.public_url}/adverts?language={language}"


def _advert(settings: Settings, advert_id: UUID, language: str) -> str:
    return f"{service.address(settings, advert_id)}?language={language}"
