"""Stand-ins for platforms and the network between, so that a real browser can be tried without leaving the machine."""
