"""Plain HTML pages of the catalogue: one module for each kind, their templates, and the few files beside them."""
