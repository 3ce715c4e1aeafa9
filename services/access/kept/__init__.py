"""Forms that somebody was writing when their session ended."""
