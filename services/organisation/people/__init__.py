"""People, where they work, and their roles."""
