"""The way into the meeting: who may go in, and the press on “Gabung” as evidence."""
