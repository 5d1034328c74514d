"""The shell of a page: access, the actor, forms that answer once, headers, errors."""
