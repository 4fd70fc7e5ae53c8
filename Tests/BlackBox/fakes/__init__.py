"""Other people's systems, played by ourselves."""
