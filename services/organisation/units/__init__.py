"""The organisation tree, who leads what in it, and the days on which it is closed."""
