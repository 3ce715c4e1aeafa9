"""The calendar part of a letter: an iMIP message (RFC 6047) that any calendar can read."""

from datetime import datetime, timedelta

import icalendar

from services.kit.clock import OSLO
from services.messages.letters import Calendar, CalendarMethod


def write(
    calendar: Calendar, *, summary: str, organiser: str, attendee: str, name: str, at: datetime
) -> str:
    """The event as text. `organiser` is the mailbox that reads the answers.

    Times stand in Europe/Oslo with its VTIMEZONE, never floating.
    """
    whole = icalendar.Calendar()
    whole.add("prodid", "-//Stafett//Stafett//NO")
    whole.add("version", "2.0")
    whole.add("method", calendar.method.value)
    whole.add_component(_event(calendar, summary, organiser, attendee, name, at))
    whole.add_missing_timezones()
    return whole.to_ical().decode()


def _event(
    calendar: Calendar, summary: str, organiser: str, attendee: str, name: str, at: datetime
) -> icalendar.Event:
    cancelled = calendar.method is CalendarMethod.CANCEL
    starts_at = calendar.starts_at.astimezone(OSLO)
    event = icalendar.Event()
    event.add("uid", str(calendar.uid))
    event.add("sequence", calendar.sequence)
    event.add("dtstamp", at)
    event.add("dtstart", starts_at)
    event.add("dtend", starts_at + timedelta(minutes=calendar.minutes))
    event.add("summary", summary)
    event.add("location", calendar.place)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("organizer", icalendar.vCalAddress(f"mailto:{organiser}"))
    guest = icalendar.vCalAddress(f"mailto:{attendee}")
    guest.params["CN"] = name
    guest.params["PARTSTAT"] = "NEEDS-ACTION"
    guest.params["RSVP"] = "FALSE" if cancelled else "TRUE"
    event.add("attendee", guest)
    return event
