"""Taking in: somebody who is known gets a place without a form."""
