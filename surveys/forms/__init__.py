"""Forms of measures and of surveys."""
