"""The audit: who did what, on whose authority, in chains that show every later change."""

from services.access.audit.kinds import AuditKind
from services.access.audit.service import (
    Report,
    hold,
    record,
    record_decided,
    take_in,
    verify,
    write_root,
    written,
)

__all__ = [
    "AuditKind",
    "Report",
    "hold",
    "record",
    "record_decided",
    "take_in",
    "verify",
    "write_root",
    "written",
]
