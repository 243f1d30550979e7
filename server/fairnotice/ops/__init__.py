"""What operators see: logs. Imported by the entry points only."""
