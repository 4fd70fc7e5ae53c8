"""Measures callcard against what it is built on, side by side in one run. Started by Scripts/bench."""
