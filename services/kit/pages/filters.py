"""What a list is filtered by: a form whose choice stands in the address."""

from typing import Any, TypeVar
from urllib.parse import urlencode

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, ValidationError


class Filter(BaseModel):
    """The choices of one list; what is not chosen has a default."""

    model_config = ConfigDict(frozen=True)

    def query(self, **changes: object) -> str:
        """The address of the same list with something chosen otherwise, as its query."""
        chosen = self.model_dump(mode="json", exclude_defaults=True) | changes
        return urlencode({name: value for name, value in chosen.items() if value is not None})


Chosen = TypeVar("Chosen", bound=Filter)


def chosen(request: Request, kind: type[Chosen]) -> Chosen:
    """What was chosen; a browser sends what is left open as an empty field."""
    given: dict[str, Any] = {name: value for name, value in request.query_params.items() if value}
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        found = [{**each, "loc": ("query", *each["loc"])} for each in error.errors()]
        raise RequestValidationError(found) from error
