"""What can be done to actions. Every function is atomic, says who does it (`by`), and returns what it made."""
