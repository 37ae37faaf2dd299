"""The pages of actions: My actions, one action, meetings, elections."""
