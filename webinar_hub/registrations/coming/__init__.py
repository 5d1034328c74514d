"""Coming to a session in person, where one might take part online."""
