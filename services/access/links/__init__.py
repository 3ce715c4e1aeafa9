"""Mailed links: they locate a thing, and open it only with a code mailed to the same address."""

from services.access.links.service import make_link
from services.access.links.tables import LinkKind

__all__ = ["LinkKind", "make_link"]
