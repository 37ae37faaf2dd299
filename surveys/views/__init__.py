"""The pages of measures and surveys."""
