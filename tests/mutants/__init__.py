"""Weaken who may enter and who may see what, place by place, and ask whether a test notices.

`python -m tests.mutants [TEXT…]`.
"""
