"""What can be done to briefs and campaigns. Every function is atomic and says who does it (`by`)."""
