"""Absences, and the deputies who act meanwhile."""
