"""What is held about a person, given to them, and taken away: over every table and file, whatever app it belongs to."""
