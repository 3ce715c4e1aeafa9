"""`stafett play`: a whole case from a file, through the public API, on skipped time."""
