"""Every kind of letter, in both languages, as text and as HTML."""

import re
from html.parser import HTMLParser

import pytest

from services.integrations.mail.mime import compose
from services.kit.i18n import LANGUAGES, Language
from services.messages.examples import EXAMPLES, example, values_of
from services.messages.render import TEMPLATES, UNSIGNED, render, variants
from services.messages.values import LINKED, VALUES, Bilingual
from tests.messages.mails import a_mail
from workflows.payloads.codes import LetterKind

KINDS: list[tuple[LetterKind, str | None]] = [
    (kind, variant) for kind in LetterKind for variant in (variants(kind) or [None])
]
NAMES = [f"{kind}.{variant}" if variant else str(kind) for kind, variant in KINDS]
LARGEST = 60_000
FACT = re.compile(r"https?://\S+|\S+@\S+|\d+(?:[.:]\d+)*")


class _Reader(HTMLParser):
    """What somebody reads in the body of a page, with the addresses of its links."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = self._inside or tag == "main"
        self.read += [str(value) for name, value in attrs if name == "href"]
        assert tag not in {"img", "script", "link", "iframe"}

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.read.append(data)


def facts(text: str) -> list[str]:
    """Numbers, dates, times, links and addresses, sorted."""
    return sorted(found.rstrip(".,") for found in FACT.findall(text))


def words_of_html(html: str) -> str:
    reader = _Reader()
    reader.feed(html)
    return " ".join(reader.read)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "variant"), KINDS, ids=NAMES)
class TestEveryLetter:
    def test_text_and_html_carry_the_same_facts(
        self, kind: LetterKind, variant: str | None, language: Language
    ) -> None:
        letter = example(kind, language, variant)
        assert facts(letter.text) == facts(words_of_html(letter.html))
        said = re.sub(r"\W+", "", words_of_html(letter.html).replace(str(EXAMPLES["link"]), ""))
        link, url = str(EXAMPLES["link"]), str(EXAMPLES["url"])
        told = re.sub(r"\W+", "", letter.text.replace(link, ""))
        clean = re.sub(r"\W+", "", url)
        assert sorted(told.replace(clean, "")) == sorted(said.replace(clean, ""))

    def test_subject_is_short_and_names_the_post(
        self, kind: LetterKind, variant: str | None, language: Language
    ) -> None:
        subject = example(kind, language, variant).subject
        assert len(subject) < 60
        if "post" in VALUES[kind].__annotations__:
            assert "Sykepleier" in subject or "Nurse" in subject

    def test_whole_mail_is_small(
        self, kind: LetterKind, variant: str | None, language: Language
    ) -> None:
        letter = example(kind, language, variant)
        mail = a_mail(subject=letter.subject, text=letter.text, html=letter.html)
        assert len(compose(mail, "stafett@helse.example.org").as_bytes()) < LARGEST

    def test_names_somebody_to_ask(
        self, kind: LetterKind, variant: str | None, language: Language
    ) -> None:
        if kind not in UNSIGNED:
            text = example(kind, language, variant).text
            assert "Ola Hansen" in text
            assert "ola.hansen@helse.example.org" in text

    def test_tells_every_value_it_asks_for(
        self, kind: LetterKind, variant: str | None, language: Language
    ) -> None:
        source = _source(kind, variant, language)
        used = set(re.findall(r"{{ (\w+) }}", source))
        known = {*VALUES[kind].__annotations__, "name", "employer", "link"}
        assert used <= known
        assert ("link" in used) == (kind in LINKED)

    def test_holds_merge_fields_only(
        self, kind: LetterKind, variant: str | None, language: Language
    ) -> None:
        source = _source(kind, variant, language)
        assert not re.search(r"{%|{#", source)
        assert re.sub(r"{{ \w+ }}", "", source).count("{") == 0


def _source(kind: LetterKind, variant: str | None, language: Language) -> str:
    name = f"{kind}.{variant}" if variant else str(kind)
    return (TEMPLATES / language / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", VALUES)
def test_each_value_of_a_kind_is_told_in_some_variant(kind: LetterKind) -> None:
    for language in LANGUAGES:
        sources = [_source(kind, variant, language) for variant in variants(kind) or [None]]
        used = set(re.findall(r"{{ (\w+) }}", " ".join(sources)))
        choosing = {"reason", "audience"} if variants(kind) else set[str]()
        signed = {"unit", "employer"}
        assert set(VALUES[kind].__annotations__) - used - choosing - signed == set()


def test_there_is_no_template_without_a_kind() -> None:
    for language in LANGUAGES:
        found = {path.stem for path in (TEMPLATES / language).glob("*.md")}
        assert found == {*NAMES, "signature"}


def test_a_missing_value_is_refused() -> None:
    values = values_of(LetterKind.OFFER)
    del values["answer_by"]
    with pytest.raises(ValueError, match="answer_by"):
        render(LetterKind.OFFER, "nb", values)


def test_what_somebody_wrote_stays_text() -> None:
    hostile = '<b>x</b> [click](https://evil.example) **bold** `c` "q" \r\nBcc: a@b.example'
    values = {**values_of(LetterKind.EXEMPTION_REFUSED), "reason": hostile, "post": hostile}
    letter = render(LetterKind.EXEMPTION_REFUSED, "en", values)
    assert "<b>" not in letter.html
    assert 'href="https://evil.example' not in letter.html
    assert "[click](https://evil.example) **bold** `c`" in letter.text
    assert "\n" not in letter.subject
    assert len(letter.subject) < 60


def test_a_text_in_one_language_stands_in_for_the_other() -> None:
    values = {**values_of(LetterKind.DELAY), "post": {"nb": "Sykepleier", "en": ""}}
    assert "Sykepleier" in render(LetterKind.DELAY, "en", values).text


def test_dates_are_written_as_people_write_them() -> None:
    bokmal = example(LetterKind.RECEIPT, "nb").text
    assert "fredag 4. desember 2026 kl. 23.59" in bokmal
    assert "senest fredag 18. desember 2026." in bokmal
    english = example(LetterKind.RECEIPT, "en").text
    assert "Friday 4 December 2026 at 23:59" in english


def test_a_subject_is_cut_between_words() -> None:
    long = Bilingual(nb="Spesialsykepleier i akuttmottaket ved sykehuset i Sandnessjøen", en="x")
    subject = render(LetterKind.HIRED, "nb", {**values_of(LetterKind.HIRED), "post": long}).subject
    assert subject == "Velkommen til oss: Spesialsykepleier i akuttmottaket ved…"


def test_the_version_follows_the_template() -> None:
    versions = {example(kind, "nb", variant).template_version for kind, variant in KINDS}
    assert len(versions) == len(KINDS)
