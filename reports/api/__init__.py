"""The register as other programs read it: a read-only API, drawn from the same figures as the pages."""
