"""What must follow from a case file, worked out from the rules of its form and from nothing else.

This is the second opinion of the tests: it knows neither the program nor the play. The rules are
those in the description of the form (`docs/play.md`).
"""

from collections import Counter
from fractions import Fraction
from typing import Any

BEFORE_LIST = ("before the list is drawn up", "after the refused exemption")


def expected(case: dict[str, Any]) -> dict[str, Any]:
    """The `expected` of a case file."""
    applicants: list[dict[str, Any]] = case["applicants"]
    withdrawn = [each["email"] for each in applicants if each.get("withdraws")]
    qualified = [
        each["email"]
        for each in applicants
        if each["email"] not in withdrawn and all(each["musts"].values())
    ]
    rated = [each for each in applicants if each["email"] in qualified and each.get("ratings")]
    totals = {each["email"]: total(case, each) for each in rated}
    ranking = sorted(
        ((email, value) for email, value in totals.items() if value is not None),
        key=lambda row: (-row[1], row[0]),
    )
    offers = [] if None in totals.values() else _offers(case, [email for email, _ in ranking])
    declines = {each["email"] for each in applicants if each.get("answers_offer") == "declines"}
    hired = next((email for email in offers if email not in declines), None)
    invited = [
        each
        for each in applicants
        if each.get("ratings")
        and all(each["musts"].values())
        and each.get("withdraws") not in BEFORE_LIST
    ]
    declined = [email for email in offers if email in declines]
    listed = [each for each in applicants if each.get("withdraws") not in BEFORE_LIST]
    genders = Counter(each.get("gender") for each in listed)
    return {
        "applications": len(applicants),
        "qualified": sorted(qualified),
        "ranking": [{"email": email, "total": float(value)} for email, value in ranking],
        "offers_in_order": offers,
        "hired": hired,
        "public_list": {
            "total": len(listed),
            "named": sorted(each["email"] for each in listed if each.get("exemption") != "granted"),
            "women": genders["woman"],
            "men": genders["man"],
        },
        "answered_at_closure": len(applicants),
        "letters": {
            "receipt": len(applicants),
            "withdrawal_confirmed": len(withdrawn),
            "interview_invitation": len(invited),
            "offer": len(offers),
            "rejection": len(applicants) - len(withdrawn) - len(declined) - (hired is not None),
            "hired": int(hired is not None),
        },
    }


def total(case: dict[str, Any], applicant: dict[str, Any]) -> Fraction | None:
    """The sum of weight times mean of the counting marks, through the weights, to four decimals.

    None when a criterion has no counting mark.
    """
    everywhere = case.get("conflict_scope", "case") == "case"
    out = {
        address
        for each in case["applicants"]
        if everywhere or each is applicant
        for address in each.get("conflicted", [])
    }
    counting = [marks for address, marks in applicant["ratings"].items() if address not in out]
    shoulds = {each["key"]: each["weight"] for each in case["profile"] if each["level"] == "should"}
    sum_ = Fraction(0)
    for key, weight in shoulds.items():
        marks = [sheet[key] for sheet in counting if key in sheet]
        if not marks:
            return None
        sum_ += weight * Fraction(sum(marks), len(marks))
    ten_thousandths = sum_ / sum(shoulds.values()) * 10_000
    return Fraction(int(ten_thousandths + Fraction(1, 2)), 10_000)


def _offers(case: dict[str, Any], ranked: list[str]) -> list[str]:
    """Down the nomination until one accepts."""
    answers = {each["email"]: each.get("answers_offer", "accepts") for each in case["applicants"]}
    offers: list[str] = []
    for email in ranked[: case.get("nominate", 3)]:
        offers.append(email)
        if answers[email] == "accepts":
            break
    return offers
