"""Every table of the area, by noun."""

from services.access.audit.tables import AuditChain, AuditEvent, AuditRoot, AuditRootHead
from services.access.kept.tables import KeptForm
from services.access.limits.tables import RateCount
from services.access.links.tables import Link, LinkKind, SignInCode
from services.access.reads.tables import ReadLog
from services.access.sessions.tables import LoginSession, SignInAttempt

__all__ = [
    "AuditChain",
    "AuditEvent",
    "AuditRoot",
    "AuditRootHead",
    "KeptForm",
    "Link",
    "LinkKind",
    "LoginSession",
    "RateCount",
    "ReadLog",
    "SignInAttempt",
    "SignInCode",
]
