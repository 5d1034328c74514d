"""The forms that people sent, until their owners confirm them."""
