"""Where registrations come from: words in links, counted in sum and kept with nobody."""
