"""What the black-box tests share: a real server process, a client that checks every answer, and an operator's folder."""
