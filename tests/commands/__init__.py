"""The commands, as whoever runs the hub calls them."""
