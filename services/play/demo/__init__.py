"""A year at the demo hospital, played through the public API: `stafett demo`."""
