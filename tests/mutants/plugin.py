"""For pytest: `-p tests.mutants.plugin` loads the application so that the environment's MUTANT is switched."""

from tests.mutants import sites

sites.install()
