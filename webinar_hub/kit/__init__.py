"""Tools that know no word of the domain: database, clock, language, links, text, zones, tokens, tables, files, errors."""
