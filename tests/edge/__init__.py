"""The edge of the processes: the web server, what stands before it, starting and stopping.

Real processes throughout.
"""
