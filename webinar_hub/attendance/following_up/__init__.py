"""What people read once the attendance of a session is settled."""
