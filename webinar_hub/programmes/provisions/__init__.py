"""What a session has so that more people can take part: interpreters, captions, a telephone."""
