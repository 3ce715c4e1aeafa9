"""The audit: who did what, on whose authority, in chains that show every later change."""

from services.access.audit.service import Report, record, take_in, verify, write_root

__all__ = ["Report", "record", "take_in", "verify", "write_root"]
