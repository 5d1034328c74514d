"""The page that a form leads to: what it entered, and nothing that its person had before."""
