"""Whole days of the people who use it, in a browser, written so that they can be read aloud."""
