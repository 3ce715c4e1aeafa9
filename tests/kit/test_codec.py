"""What travels through Temporal is unreadable without the keys, failures included."""

import stat
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from cryptography.exceptions import InvalidTag
from pydantic import SecretStr
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.converter import DataConverter
from temporalio.exceptions import ApplicationError, FailureError

from services.kit.codec import data_converter
from services.kit.keys import Keyring, UnknownKey
from services.kit.settings import Settings

CANARY = "Kari Nordmann"


@dataclass
class Sent:
    about: UUID
    text: str


def key(name: str, fill: int) -> str:
    return f"{name}:{b64encode(bytes([fill]) * 32).decode()}"


def converter(home: Path, *keys: str) -> DataConverter:
    return data_converter(Settings(home=home, payload_keys=SecretStr(",".join(keys))))


@pytest.fixture
def plain(tmp_path: Path) -> DataConverter:
    return converter(tmp_path, key("k1", 1))


class TestPayloads:
    async def test_come_back(self, plain: DataConverter) -> None:
        sent = Sent(uuid4(), CANARY)
        assert await plain.decode(await plain.encode([sent]), [Sent]) == [sent]

    async def test_show_nothing_but_the_key_id(self, plain: DataConverter) -> None:
        (payload,) = await plain.encode([Sent(uuid4(), CANARY)])
        assert CANARY.encode() not in payload.SerializeToString()
        assert dict(payload.metadata) == {
            "encoding": b"binary/encrypted",
            "encryption-key-id": b"k1",
        }

    async def test_are_never_the_same_twice(self, plain: DataConverter) -> None:
        first, second = await plain.encode([CANARY, CANARY])
        assert first.data != second.data

    async def test_written_with_an_old_key_are_read(self, tmp_path: Path) -> None:
        old = await converter(tmp_path, key("k1", 1)).encode([CANARY])
        rotated = converter(tmp_path, key("k2", 2), key("k1", 1))
        assert await rotated.decode(old, [str]) == [CANARY]
        (new,) = await rotated.encode([CANARY])
        assert new.metadata["encryption-key-id"] == b"k2"

    async def test_of_an_unknown_key_are_refused(self, tmp_path: Path) -> None:
        payloads = await converter(tmp_path, key("k2", 2)).encode([CANARY])
        with pytest.raises(UnknownKey):
            await converter(tmp_path, key("k1", 1)).decode(payloads, [str])

    async def test_of_another_key_with_the_same_id_are_refused(self, tmp_path: Path) -> None:
        payloads = await converter(tmp_path, key("k1", 2)).encode([CANARY])
        with pytest.raises(InvalidTag):
            await converter(tmp_path, key("k1", 1)).decode(payloads, [str])

    async def test_that_never_were_encrypted_are_read(self, plain: DataConverter) -> None:
        bare = Payload(metadata={"encoding": b"json/plain"}, data=b'"x"')
        assert await plain.decode([bare], [str]) == ["x"]


async def test_failures_are_encrypted(plain: DataConverter) -> None:
    failure = Failure()
    try:
        raise ApplicationError(CANARY, CANARY, type="refused")
    except ApplicationError as error:
        await plain.encode_failure(error, failure)
    assert CANARY.encode() not in failure.SerializeToString()
    assert b"test_codec" not in failure.SerializeToString()
    back = await plain.decode_failure(failure)
    assert isinstance(back, FailureError)
    assert CANARY in str(back)


class TestKeyring:
    @pytest.mark.parametrize(
        "text",
        ["", "k1", "k1:", "k1:c2hvcnQ=", "k1:%%%", f":{'A' * 43}=", f"{key('a', 1)},{key('a', 2)}"],
    )
    def test_refuses_what_are_no_keys(self, text: str) -> None:
        with pytest.raises(ValueError, match="key"):
            Keyring.parse(text)

    def test_of_this_machine_is_made_once_and_for_its_owner(self, tmp_path: Path) -> None:
        path = tmp_path / "keys" / "payloads"
        with ThreadPoolExecutor(8) as pool:
            rings = list(pool.map(Keyring.load, [""] * 16, [path] * 16))
        sealed = rings[0].encrypt(b"x")
        assert all(ring.decrypt("embedded", sealed) == b"x" for ring in rings)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert [one.name for one in path.parent.iterdir()] == ["payloads"]
