"""What the engine costs over bare Temporal and bare PostgreSQL; see docs/speed.md."""
