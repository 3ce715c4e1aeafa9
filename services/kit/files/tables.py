"""Which files there are; their bytes lie encrypted in the file store under `name`."""

from sqlmodel import Field

from services.kit.database import Row


class StoredFile(Row, table=True):
    """A file that was durable before this row named it."""

    name: str = Field(unique=True)
    """A random name in the store, which tells nothing."""
    filename: str
    """What its owner calls it."""
    media_type: str
    size: int
    sha256: str
