"""What goes stale, and the only place that opens outbound connections."""
