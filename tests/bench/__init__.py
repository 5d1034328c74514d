"""That what measures the hub starts, and notices what is wrong."""
