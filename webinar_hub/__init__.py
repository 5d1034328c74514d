"""Webinar Hub: the webinar and training programme of a network of civil-society organisations."""

__version__ = "0.1.0"
