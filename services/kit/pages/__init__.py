"""Pages for people: templates, their assets, what a reader has chosen, and forms."""
