"""Files people hand in and files we make: checked, cleaned, encrypted, durable."""
