"""Facts of others - addresses, hosts, how hard something is - as proposals. Never their sentences, never unreviewed."""
