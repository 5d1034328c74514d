"""Tests, each in the folder of the room it stands for; house/ guards the whole, journeys/ tells whole stories."""
