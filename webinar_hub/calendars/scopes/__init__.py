"""Which sessions a calendar has: of a programme, a region, a network and so on."""
