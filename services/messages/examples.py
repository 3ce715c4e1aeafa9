"""Invented values for every kind of letter: for the preview, and for the tests of templates."""

from datetime import UTC, date, datetime

from services.kit.i18n import Language
from services.messages.render import Rendered, render
from services.messages.values import VALUES, VARIANT, Bilingual
from workflows.payloads.codes import LetterKind

EXAMPLES: dict[str, object] = {
    "name": "Kari Nordmann",
    "employer": Bilingual(nb="Helgelandssykehuset HF", en="Helgeland Hospital Trust"),
    "link": "https://stafett.example.org/l/eksempel",
    "post": Bilingual(
        nb="Sykepleier, medisinsk sengepost Mo i Rana", en="Nurse, medical ward in Mo i Rana"
    ),
    "unit": Bilingual(nb="Medisinsk sengepost Mo i Rana", en="Medical ward in Mo i Rana"),
    "contact_name": "Ola Hansen",
    "contact_email": "ola.hansen@helse.example.org",
    "applicant_name": "Per Olsen",
    "received_at": datetime(2026, 11, 20, 9, 15, tzinfo=UTC),
    "closes_at": datetime(2026, 12, 4, 22, 59, 59, tzinfo=UTC),
    "previous_answer_by": date(2026, 12, 11),
    "answer_by": date(2026, 12, 18),
    "answer_before": datetime(2026, 12, 18, 22, 59, 59, tzinfo=UTC),
    "withdrawn_at": datetime(2026, 11, 23, 13, 5, tzinfo=UTC),
    "withdraw_by": datetime(2026, 12, 9, 22, 59, 59, tzinfo=UTC),
    "starts_at": datetime(2026, 12, 15, 9, 0, tzinfo=UTC),
    "previous_starts_at": datetime(2026, 12, 14, 12, 30, tzinfo=UTC),
    "minutes": 60,
    "place": "Møterom 2, Sjøforsvegen 36, Mo i Rana",
    "kept_until": date(2028, 1, 14),
    "percentage": 100,
    "starts_on": date(2027, 3, 1),
    "answered_at": datetime(2027, 1, 4, 8, 30, tzinfo=UTC),
    "url": "https://stafett.example.org/adverts/eksempel",
    "task": Bilingual(nb="Avgjør om behovet godkjennes", en="Approve or return the need"),
    "question": "Er det mulig å ta stillingen på 80 prosent det første året?",
    "days": 7,
    "ending": "https://stafett.example.org/adverts/eksempel",
    "due_at": datetime(2026, 12, 1, 22, 59, 59, tzinfo=UTC),
    "background": Bilingual(
        nb="Siri Berg sendte behovet tilbake: «Si hvorfor stillingen ikke er på hel tid.»",
        en="Siri Berg returned the need: “Say why the post is not full-time.”",
    ),
    "consequence": Bilingual(
        nb="Svarer ingen, går oppgaven til nærmeste overordnede og stopper så på driftslisten.",
        en="If nobody answers, it goes to the superior and then stops on the operations list.",
    ),
    "outcome": Bilingual(
        nb="Det er derfor lagt til grunn at det ikke er noe å bemerke.",
        en="It has therefore been recorded that there is nothing to remark.",
    ),
    "on_behalf_of": "Siri Berg",
    "owner_name": "Siri Berg",
    "code": "402915",
}
REASON = Bilingual(
    nb="Stillingen er ledende, og allmennheten har interesse av hvem som søker den.",
    en="The post is a leading one, and the public has an interest in who applies for it.",
)


def values_of(kind: LetterKind, variant: str | None = None) -> dict[str, object]:
    """The example values of a kind; without a variant, of its first one."""
    names = {"name", "employer", "link", *VALUES[kind].__annotations__}
    found = {name: EXAMPLES[name] for name in names if name in EXAMPLES}
    if VALUES[kind].__annotations__.get("answer_by") is datetime:
        found["answer_by"] = EXAMPLES["answer_before"]
    if "reason" in names:
        found["reason"] = REASON
    if kind in VARIANT:
        field, variants = VARIANT[kind]
        found[field] = variants(variant) if variant else next(iter(variants))
    return found


def example(kind: LetterKind, language: Language, variant: str | None = None) -> Rendered:
    """A letter with invented values. Raises ValueError for a variant that its kind has not."""
    return render(kind, language, values_of(kind, variant))
