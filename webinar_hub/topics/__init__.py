"""Topics that people propose for a programme, and what becomes of each."""
