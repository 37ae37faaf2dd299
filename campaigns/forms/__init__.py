"""Forms of briefs and campaigns."""
