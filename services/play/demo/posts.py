"""The posts of the demo year, as their leaders wrote them."""

from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, Field

FILE = Path(__file__).with_name("posts.yaml")


class Post(BaseModel):
    """A post that is filled once or more in the year."""

    title: dict[str, str]
    """What one is called in it, by language."""
    employers: Annotated[list[str], Field(min_length=1)]
    """Where its applicants come from."""
    interviewed: int = 4
    case: dict[str, Any]
    """As in a case file, without name and applicants."""


def posts() -> dict[str, Post]:
    """Every post, by its key."""
    written: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {key: Post.model_validate(each) for key, each in written.items()}
