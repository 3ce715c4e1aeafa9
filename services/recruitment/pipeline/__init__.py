"""Many cases at once: what of the list somebody keeps, and one action for all that are chosen."""
