"""The pages that take something in: papers with actions, and calendar files with meetings."""
