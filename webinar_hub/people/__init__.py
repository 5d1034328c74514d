"""A person, with or without an e-mail address or an account; consents; the roles people hold."""
