"""The pages of reports: dashboard and papers, the calendar, and its private feeds."""
