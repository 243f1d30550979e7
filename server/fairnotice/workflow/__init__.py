"""Who may change what is published, and how: the one write door. Command line, console and API call this only."""
