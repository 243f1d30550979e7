"""How programs ask: the public read API, health, and the documents that describe them."""
