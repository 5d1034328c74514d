"""The queue of letters that go by hand: one person after the other, worked by one thumb."""
