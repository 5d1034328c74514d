"""One file that holds a whole installation: made while the hub runs, looked at, and put back.

contents.py says what is in it; sqlite.py and postgresql.py know each database's own means;
writing.py makes a file, reading.py looks at one, restoring.py puts one back, applying.py lets the
journal speak; nightly.py keeps the last fourteen.
"""
