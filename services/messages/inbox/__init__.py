"""The embedded inbox: a mail server for a laptop and for tests that keeps all it is sent."""

from services.messages.inbox.server import Inbox, serve
from services.messages.inbox.store import Kept

__all__ = ["Inbox", "Kept", "serve"]
