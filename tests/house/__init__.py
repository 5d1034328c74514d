"""Guards of the whole: what holds for every route, page, table, sentence and setting."""
