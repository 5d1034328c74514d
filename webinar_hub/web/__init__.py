"""The shell of a page: who may enter, who is acting, forms that answer once, headers, filters, error pages."""
