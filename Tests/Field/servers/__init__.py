"""Other people's servers, as Debian has them, each with a database of its own in a folder of ours."""
