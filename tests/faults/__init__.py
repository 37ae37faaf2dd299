"""Real faults on the running site: processes killed, servers stopped, disks filled, mail servers that misbehave.

Which fault is shown where, and with which figure, is in README.md beside this file.
"""
