"""Mail going out: the port, the message as bytes, and SMTP."""
