"""A contract as far as the case can write it; people fill in and correct the rest."""

from dataclasses import dataclass

from services.kit.i18n import date_and_year_text, number_text, translate
from services.recruitment.offer.contract import Answer
from services.recruitment.offer.rules import Terms


@dataclass(frozen=True)
class Parties:
    """Whom and what the contract is about."""

    employer: str
    organisation_number: str | None
    unit: str
    place: str | None
    candidate: str
    title: str
    occupation: str
    """The STYRK-08 code, four figures."""


def prefill(terms: Terms, parties: Parties, language: str) -> dict[str, Answer]:
    """Every item, in the candidate's language; whoever issues the contract reads it first."""
    return {
        "parties": _parties(parties, language),
        "workplace": _said(
            language,
            "{unit}, {place}. The business address is the same.",
            unit=parties.unit,
            place=parties.place or parties.employer,
        ),
        "work": _said(
            language,
            "{title} (occupation code {code}).",
            title=parties.title,
            code=parties.occupation,
        ),
        "start": Answer(value=date_and_year_text(language, terms.start)),
        "duration": _duration(terms, language),
        "probation": _probation(terms, language),
        "leave": _law(
            language,
            "The Holidays Act (ferieloven) §§ 5 to 11 and the Working "
            "Environment Act (arbeidsmiljøloven) chapter 12.",
        ),
        "notice": _law(
            language,
            "The Working Environment Act (arbeidsmiljøloven) §§ 15-3, 15-4, "
            "15-6 and 15-7, and the collective agreement.",
        ),
        "pay": _pay(terms, language),
        "hours": _hours(terms, language),
        "breaks": _law(language, "The Working Environment Act (arbeidsmiljøloven) § 10-9."),
        "special_hours": _said(language, "No special arrangement is agreed."),
        "agreements": _said(
            language,
            "The Basic Agreement and the collective agreements between "
            "Spekter Helse and the employee organisations.",
        ),
        "shift_changes": _law(
            language,
            "The Working Environment Act (arbeidsmiljøloven) §§ 10-2, "
            "10-3 and 10-6, and the collective agreement.",
        ),
        "training": _said(
            language,
            "Introduction and mandatory training as in the unit's competence plan, in paid time.",
        ),
        "social_security": _said(
            language,
            "Occupational pension by the employer's scheme, and occupational injury insurance.",
        ),
        "hirer": _said(language, "The employee is not hired out."),
    }


def _said(language: str, message: str, /, **values: object) -> Answer:
    return Answer(value=translate(language, message, **values))


def _law(language: str, message: str) -> Answer:
    return Answer(law_ref=translate(language, message))


def _parties(parties: Parties, language: str) -> Answer:
    if parties.organisation_number:
        return _said(
            language,
            "{employer} (organisation number {number}) and {candidate}.",
            employer=parties.employer,
            number=parties.organisation_number,
            candidate=parties.candidate,
        )
    return _said(
        language,
        "{employer} and {candidate}.",
        employer=parties.employer,
        candidate=parties.candidate,
    )


def _duration(terms: Terms, language: str) -> Answer:
    if terms.position == "permanent" or terms.ends is None:
        return _said(language, "The employment is permanent.")
    return _said(
        language,
        "The employment is temporary until {ends}. Basis: {basis}.",
        ends=terms.ends,
        basis=(terms.temporary_basis or "").rstrip("."),
    )


def _probation(terms: Terms, language: str) -> Answer:
    if not terms.probation_months:
        return _said(language, "There is no probation.")
    return _said(
        language,
        "{months} months. It may be extended by absence the employer has not caused (§ 15-6).",
        months=terms.probation_months,
    )


def _pay(terms: Terms, language: str) -> Answer:
    return _said(
        language,
        "{pay} kroner a year for a full post, {percentage} percent of it. {note} Supplements by "
        "the collective agreement. Paid to the employee's account on the 12th of each month.",
        pay=number_text(language, terms.pay),
        percentage=terms.percentage,
        note=_sentence(terms.pay_note),
    )


def _hours(terms: Terms, language: str) -> Answer:
    return _said(
        language,
        "{percentage} percent of a full post. Hours are placed by the roster, which is notified "
        "as the Working Environment Act § 10-3 says.",
        percentage=terms.percentage,
    )


def _sentence(text: str | None) -> str:
    said = (text or "").strip()
    return f"{said.rstrip('.')}." if said else ""
