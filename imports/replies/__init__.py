"""Replies to a survey, as survey tools export them: one row a person. Only counts are kept of them."""
