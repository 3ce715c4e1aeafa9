"""What stands around every page: the name of the house, and what its reader may do."""

from fastapi import Request

from services.access.permissions import Actor
from services.kit.i18n import marked as _
from services.kit.i18n import translate
from services.kit.pages.rendering import Entry, Frame
from services.kit.settings import Settings
from services.kit.web import language_of
from services.messages.service import HR
from services.tasks.desk import KEEPERS

STAFF = (
    ("/", _("Today")),
    ("/cases", _("Cases")),
    ("/absences", _("Absence")),
)
"""What everybody who works here has in the menu."""
OUTSIDE = (
    ("/my-applications", _("My applications")),
    ("/adverts", _("Vacant posts")),
)
"""What those have who came by a mailed link."""
EVERYBODY = (("/adverts", _("Vacant posts")),)
"""What somebody has of whom nothing is known."""
OF_ROLES = (
    ("/operations", _("Operations"), KEEPERS),
    ("/letters", _("Letters"), HR),
)
"""What comes to it with a role."""


def frame(request: Request) -> Frame:
    """The frame of a page; its reader is known where the route asked who it is."""
    settings: Settings = request.app.state.settings
    actor: Actor | None = getattr(request.state, "actor", None)
    language = language_of(request)
    menu = EVERYBODY if actor is None else OUTSIDE if actor.outside else _of_staff(actor)
    return Frame(
        settings.house,
        actor.name if actor else None,
        tuple(Entry(translate(language, label), path) for path, label in menu),
        search=actor is not None and not actor.outside,
    )


def _of_staff(actor: Actor) -> tuple[tuple[str, str], ...]:
    """The menu of somebody who works here, with what comes by their roles."""
    held = ((path, label) for path, label, roles in OF_ROLES if actor.units_with(roles))
    return (*STAFF, *held)
