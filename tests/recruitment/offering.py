"""The steps from an offer to a contract, as tests take them."""

from typing import Any
from uuid import UUID

from services.kit import clock
from services.recruitment.offer import service
from tests.recruitment.hiring import Hiring

CASE = "/recruitments/{case}"
PASSED: dict[str, dict[str, Any]] = {
    "identity": {"passed": True, "document": "passport"},
    "authorisation": {"passed": True, "register_number": "9812345"},
    "police_certificate": {"passed": True},
    "health": {"passed": True},
    "language": {"passed": True, "level": "C1"},
}


async def accepted(hiring: Hiring) -> UUID:
    """Anna has accepted, and the checks are there."""
    offer = UUID((await hiring.offer())["offer_id"])
    assert (await hiring.answer("anna", "accepted")).status_code == 200
    async with hiring.database.transaction() as session:
        await service.required_checks(session, offer, clock.now())
    return offer


async def decide(hiring: Hiring, kind: str, seen: dict[str, Any]) -> Any:
    return await hiring.ask("hr", "POST", f"{CASE}/checks/{kind}/decision", seen)
