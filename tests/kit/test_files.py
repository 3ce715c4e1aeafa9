"""Files are encrypted, durable before a row names them, checked and cleaned."""

import io
import os
import zipfile
from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from cryptography.exceptions import InvalidTag
from pydantic import SecretStr
from sqlmodel import select

from services.kit.database import Database
from services.kit.errors import StafettError
from services.kit.files import uploads
from services.kit.files.store import FileStore
from services.kit.files.tables import StoredFile
from services.kit.keys import UnknownKey
from services.kit.settings import Settings

PAGELESS = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
PDF = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
)
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + bytes(20)
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(20)
CANARY = b"Kari Nordmann"


def archive(**entries: bytes) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name.replace("__", "/"), content)
    return output.getvalue()


def docx(**more: bytes) -> bytes:
    return archive(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<d/>"}, **more)


ODT = archive(mimetype=b"application/vnd.oasis.opendocument.text", **{"content.xml": b"<c/>"})


def damaged(document: bytes) -> bytes:
    """The compressed bytes of the first entry, which says what the document is, are no such."""
    with zipfile.ZipFile(io.BytesIO(document)) as made:
        first = made.infolist()[0]
    begin = first.header_offset + 30 + len(first.filename)
    return document[:begin] + b"\xff" * 4 + document[begin + 4 :]


def pdf_with(change: Callable[[pikepdf.Pdf], None], **saving: Any) -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    change(made)
    output = io.BytesIO()
    made.save(output, **saving)
    return output.getvalue()


@pytest.fixture
def store(chosen: Settings) -> FileStore:
    return FileStore.open(chosen)


def kept(settings: Settings) -> list[Path]:
    return sorted((settings.home / "files").iterdir())


class TestStore:
    async def test_gives_back_what_it_was_given(self, store: FileStore) -> None:
        row = await store.put(CANARY, "cv.pdf", "application/pdf")
        assert await store.get(row) == CANARY
        assert (row.filename, row.size, len(row.sha256)) == ("cv.pdf", len(CANARY), 64)

    async def test_keeps_neither_text_nor_name(self, store: FileStore, chosen: Settings) -> None:
        row = await store.put(CANARY, "kari.pdf", "application/pdf")
        (path,) = kept(chosen)
        assert path.name == row.name
        assert CANARY not in path.read_bytes()
        assert "kari" not in path.name

    async def test_syncs_the_file_and_its_folder(
        self, store: FileStore, chosen: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        synced: list[str] = []
        sync = os.fsync

        def noting(descriptor: int) -> None:
            synced.append(os.readlink(f"/proc/self/fd/{descriptor}"))
            sync(descriptor)

        monkeypatch.setattr(os, "fsync", noting)
        row = await store.put(CANARY, "a.pdf", "application/pdf")
        folder = (chosen.home / "files").resolve()
        assert synced == [str(folder / row.name), str(folder)]

    async def test_notices_a_changed_byte(self, store: FileStore, chosen: Settings) -> None:
        row = await store.put(CANARY, "a.pdf", "application/pdf")
        (path,) = kept(chosen)
        changed = bytearray(path.read_bytes())
        changed[-1] ^= 1
        path.write_bytes(changed)
        with pytest.raises(InvalidTag):
            await store.get(row)

    async def test_notices_exchanged_files(self, store: FileStore, chosen: Settings) -> None:
        mine = await store.put(CANARY, "a.pdf", "application/pdf")
        yours = await store.put(b"other", "a.pdf", "application/pdf")
        (chosen.home / "files" / yours.name).rename(chosen.home / "files" / mine.name)
        with pytest.raises(InvalidTag):
            await store.get(mine)

    async def test_what_is_removed_is_gone(self, store: FileStore, chosen: Settings) -> None:
        row = await store.put(CANARY, "a.pdf", "application/pdf")
        await store.remove(row)
        assert kept(chosen) == []
        with pytest.raises(FileNotFoundError):
            await store.get(row)

    async def test_a_new_key_reads_what_the_old_one_wrote(self, tmp_path: Path) -> None:
        def opened(*ids: str) -> FileStore:
            keys = ",".join(f"{one}:{b64encode(one.encode() * 16).decode()}" for one in ids)
            return FileStore.open(Settings(home=tmp_path, file_keys=SecretStr(keys)))

        old = await opened("k1").put(CANARY, "a.pdf", "application/pdf")
        both = opened("k2", "k1")
        new = await both.put(CANARY, "a.pdf", "application/pdf")
        assert await both.get(old) == await both.get(new) == CANARY
        with pytest.raises(UnknownKey):
            await opened("k1").get(new)

    async def test_the_sweeper_takes_old_orphans_only(
        self, store: FileStore, chosen: Settings, database: Database
    ) -> None:
        named = await store.put(CANARY, "named.pdf", "application/pdf")
        orphan = await store.put(CANARY, "orphan.pdf", "application/pdf")
        async with database.transaction() as session:
            session.add(named)
        assert await store.sweep(database) == 0
        assert await store.sweep(database, older_than=timedelta(seconds=-1)) == 1
        async with database.transaction() as session:
            assert (await session.exec(select(StoredFile.name))).all() == [named.name]
        assert [path.name for path in kept(chosen)] == [named.name]
        assert orphan.name not in [path.name for path in kept(chosen)]


class TestUploads:
    @pytest.mark.parametrize(
        ("content", "name", "media_type"),
        [
            (PDF, "CV.PDF", "application/pdf"),
            (docx(), "cv.docx", uploads.WORD),
            (ODT, "cv.odt", uploads.OPEN_TEXT),
            (PNG, "vitnemål.png", "image/png"),
            (JPG, "a.jpeg", "image/jpeg"),
        ],
    )
    async def test_takes(
        self, store: FileStore, content: bytes, name: str, media_type: str
    ) -> None:
        row = await store.take(content, name)
        assert (row.filename, row.media_type, row.size) == (name, media_type, len(content))
        assert await store.get(row) == content

    @pytest.mark.parametrize(
        ("content", "name", "status", "code"),
        [
            (bytes(uploads.LARGEST + 1), "a.pdf", 413, "file_too_large"),
            (PDF, "a.exe", 415, "file_type_not_taken"),
            (PDF, "a", 415, "file_type_not_taken"),
            (docx(), "a.pdf", 415, "file_type_differs"),
            (PDF, "a.docx", 415, "file_type_differs"),
            (archive(a=b"x"), "a.docx", 415, "file_type_differs"),
            (archive(a=b"x"), "a.pdf", 415, "file_type_differs"),
            (b"PK\x03\x04 no zip", "a.docx", 415, "file_type_differs"),
            (b"", "a.pdf", 415, "file_type_differs"),
            (b"MZ\x90", "a.pdf", 415, "file_type_differs"),
            (docx(**{"word/vbaProject.bin": b"x"}), "a.docx", 415, "file_has_macros"),
            (docx(bomb=bytes(51 << 20)), "a.docx", 413, "file_unpacks_too_large"),
            (docx(**{f"n{i}": b"" for i in range(200)}), "a.docx", 413, "file_unpacks_too_large"),
            (damaged(ODT), "cv.odt", 415, "file_type_differs"),
            (docx(**{f"n{i}": b"" for i in range(2000)}), "a.odt", 413, "file_unpacks_too_large"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    async def test_refuses(
        self,
        store: FileStore,
        chosen: Settings,
        content: bytes,
        name: str,
        status: int,
        code: str,
    ) -> None:
        with pytest.raises(StafettError) as refused:
            await store.take(content, name)
        assert (refused.value.status, refused.value.code) == (status, code)
        assert kept(chosen) == []

    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ("../../etc/passwd.pdf", "passwd.pdf"),
            ("C:\\Users\\Kari\\cv.pdf", "cv.pdf"),
            ("cv\u202efdp.exe\x00.pdf", "cvfdp.exe.pdf"),
            ("a" * 300 + ".pdf", "a" * 120 + ".pdf"),
            ("søknad på jobb.docx", "søknad på jobb.docx"),
            ("  ", "file"),
            ("cv.pdf\r\nX-Evil: 1", "cv.pdfX-Evil"),
        ],
    )
    def test_names(self, given: str, expected: str) -> None:
        assert uploads.safe_name(given) == expected


def scripted(pdf: pikepdf.Pdf) -> None:
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.Root.OpenAction = script
    pdf.Root.AA = pikepdf.Dictionary(WC=script)
    pdf.Root.Names = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(Names=["x", pdf.make_indirect(script)]),
        EmbeddedFiles=pikepdf.Dictionary(Names=[]),
    )
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=script
    )
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
    pdf.pages[0].Annots = pikepdf.Array([link, pdf.make_indirect(pikepdf.Dictionary(A=launch))])


class TestPdf:
    @pytest.mark.parametrize(
        "saving", [{}, {"object_stream_mode": pikepdf.ObjectStreamMode.generate}]
    )
    async def test_scripts_are_taken_out(self, store: FileStore, saving: dict[str, object]) -> None:
        row = await store.take(pdf_with(scripted, **saving), "a.pdf")
        with pikepdf.open(io.BytesIO(await store.get(row))) as pdf:
            assert len(pdf.pages) == 1
            text = " ".join(str(found) for found in pdf.objects)
        for running in ("JavaScript", "app.alert", "OpenAction", "/AA", "Launch", "EmbeddedFiles"):
            assert running not in text

    async def test_a_script_behind_an_escaped_name(self, store: FileStore) -> None:
        plain = pdf_with(scripted)
        hidden = plain.replace(b"/JavaScript", b"/J#61vaScript")
        assert hidden != plain
        row = await store.take(hidden, "a.pdf")
        assert b"app.alert" not in await store.get(row)

    async def test_a_plain_link_stays(self, store: FileStore) -> None:
        def linked(pdf: pikepdf.Pdf) -> None:
            action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org")
            pdf.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(A=action)])

        content = pdf_with(linked, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        assert await store.get(await store.take(content, "a.pdf")) == content

    async def test_behind_a_password(self, store: FileStore) -> None:
        content = pdf_with(lambda _: None, encryption=pikepdf.Encryption(user="x", owner="y"))
        with pytest.raises(StafettError) as refused:
            await store.take(content, "a.pdf")
        assert refused.value.code == "file_protected"

    @pytest.mark.parametrize(
        "content",
        [b"%PDF-1.7\n/JavaScript " + bytes(range(256)) * 2, b"%PDF-1.4\ngarbage", PAGELESS],
    )
    async def test_that_nobody_can_read(self, store: FileStore, content: bytes) -> None:
        with pytest.raises(StafettError) as refused:
            await store.take(content, "a.pdf")
        assert refused.value.code == "file_unreadable"
