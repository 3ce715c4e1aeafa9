"""Every table there is, imported once, so that the metadata is whole."""

from sqlmodel import SQLModel

from services.access import tables as access
from services.candidates import tables as candidates
from services.kit.files import tables as files
from services.kit.processes import tables as processes
from services.messages import tables as messages
from services.onboarding import tables as onboarding
from services.organisation import tables as organisation
from services.recruitment import tables as recruitment
from services.selection import tables as selection
from services.tasks import tables as tasks

AREAS = (
    files,
    processes,
    organisation,
    access,
    tasks,
    messages,
    candidates,
    recruitment,
    selection,
    onboarding,
)
metadata = SQLModel.metadata
