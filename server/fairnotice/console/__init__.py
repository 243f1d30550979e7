"""How maintainers work: server-rendered pages."""
