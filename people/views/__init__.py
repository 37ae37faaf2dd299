"""The pages of people: sign-in, organisations, officers, and what every page shares."""
