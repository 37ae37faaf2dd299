"""The pages of briefs and campaigns."""
