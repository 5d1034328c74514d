"""The square flyer of a session: laid out once, drawn as a picture and as a PDF."""
