"""Tests, by room; house/ guards the whole, journeys/ tells whole stories."""
