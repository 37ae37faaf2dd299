"""Pages of plans and of the sections of a plan."""
