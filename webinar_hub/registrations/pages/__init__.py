"""The pages of registering: the public form, and the desk's lists."""
