"""The log of who read what about whom."""

from services.access.reads.service import log

__all__ = ["log"]
