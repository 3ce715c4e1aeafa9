"""The mail port on SMTP."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from services.integrations.mail.mime import compose
from services.integrations.mail.port import Mail, PermanentMailError, TemporaryMailError
from services.kit.settings import Settings

TIMEOUT = 30.0
"""Seconds the whole of handing over one mail may take."""
OURS = frozenset({500, 501, 502, 503, 504, 530, 534, 535, 538})
"""Answers that mean our set-up is wrong, not the letter: it is sent once that is mended."""


class SmtpMail:
    """Hands each mail to one server, over a connection of its own."""

    def __init__(self, settings: Settings, *, timeout: float = TIMEOUT) -> None:
        self._settings = settings
        self._timeout = timeout

    async def send(self, mail: Mail) -> None:
        """See `MailPort`. Nothing of a connection outlives the call."""
        message = compose(mail, self._settings.mail_from)
        client = self._client()
        try:
            async with asyncio.timeout(self._timeout):
                with _translated(connecting=True):
                    await client.connect()
                with _translated(connecting=False):
                    await client.sendmail(
                        self._settings.mail_from,
                        str(message["To"]),
                        message.as_bytes(),
                        mail_options=[] if str(message["To"]).isascii() else ["SMTPUTF8"],
                    )
        except TimeoutError as error:
            raise TemporaryMailError("smtp_timeout") from error
        finally:
            client.close()

    def _client(self) -> SMTP:
        settings = self._settings
        return SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_username or None,
            password=settings.smtp_password.get_secret_value() or None,
            use_tls=settings.smtp_tls == "tls",
            start_tls=settings.smtp_tls == "starttls",
            timeout=self._timeout,
        )


@contextmanager
def _translated(*, connecting: bool) -> Generator[None]:
    """The server's errors as ours: 4xx and silence pass, 5xx about this letter is final."""
    try:
        yield
    except SMTPRecipientsRefused as error:
        raise _answered(error.recipients[0].code, connecting) from error
    except SMTPResponseException as error:
        raise _answered(error.code, connecting) from error
    except SMTPNotSupported as error:
        if connecting:
            raise TemporaryMailError("smtp_not_supported") from error
        raise PermanentMailError("smtp_not_supported") from error
    except ValueError as error:
        raise PermanentMailError("bad_address") from error
    except TimeoutError as error:
        raise TemporaryMailError("smtp_timeout") from error
    except (SMTPException, OSError) as error:
        raise TemporaryMailError("smtp_connection") from error


def _answered(code: int, connecting: bool) -> PermanentMailError | TemporaryMailError:
    if connecting or code in OURS or not 500 <= code < 600:
        return TemporaryMailError(f"smtp_{code}")
    return PermanentMailError(f"smtp_{code}")
