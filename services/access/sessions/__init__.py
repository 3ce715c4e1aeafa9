"""Who is signed in, and until when."""
