"""The directory of organisations at the desk: finding, changing and merging them, names it does not know yet, tables to take in."""
