"""The roll call: who was there, as somebody at the door or in the room notes it."""
