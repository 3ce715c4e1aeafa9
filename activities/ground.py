"""What activities stand on, put together by the worker."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.integrations.jobboard.port import JobBoard
from services.integrations.mail.port import MailPort
from services.kit.database import Database
from services.kit.files.store import FileStore
from services.kit.settings import Settings


@dataclass(frozen=True)
class Ground:
    """The database, the file store, and the ports to the world outside."""

    settings: Settings
    database: Database
    files: FileStore
    mail: MailPort
    jobboards: Mapping[str, JobBoard]
    """The boards we reach by ourselves, by the code of their channel."""
