"""What is shown of people who speak: a few words and a face."""
