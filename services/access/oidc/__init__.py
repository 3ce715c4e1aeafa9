"""Sign-in of staff through the employer's identity provider."""
