"""The applicants of a case side by side, and the same done for many of them."""
