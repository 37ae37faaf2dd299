"""A whole plan out as JSON, with its history, and in again without loss."""
