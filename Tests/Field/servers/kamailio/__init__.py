"""Kamailio 5 as Debian has it, with the configuration of `docs/switches/kamailio`, and sipp on both of its sides."""
