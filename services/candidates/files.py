"""How routes reach the file store."""

from typing import Annotated

from fastapi import Depends, Request

from services.kit.files.store import FileStore


async def _files(request: Request) -> FileStore:
    return request.app.state.files


Files = Annotated[FileStore, Depends(_files)]
