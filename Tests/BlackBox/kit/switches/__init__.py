"""Telephone switches as their public source and documentation say that they behave, just as far as `docs/switches` uses them."""
