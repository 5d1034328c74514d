"""The directory of organisations at the desk."""
