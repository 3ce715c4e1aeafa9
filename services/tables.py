"""Every table there is, imported once, so that the metadata is whole."""

from sqlmodel import SQLModel

import services.access.tables
import services.candidates.tables
import services.kit.files.tables
import services.kit.processes.tables
import services.messages.tables
import services.onboarding.tables
import services.organisation.tables
import services.recruitment.tables
import services.selection.tables
import services.tasks.tables

metadata = SQLModel.metadata
