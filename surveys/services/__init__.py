"""What can be done to measures and surveys. Every function is atomic and says who does it (`by`)."""
