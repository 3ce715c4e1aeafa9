"""The processes a worker runs."""

from workflows.absence import Absence
from workflows.application import Application
from workflows.onboarding import Onboarding
from workflows.recruitment import Recruitment

WORKFLOWS = [Recruitment, Application, Absence, Onboarding]
