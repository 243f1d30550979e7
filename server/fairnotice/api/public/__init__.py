"""The public half: published files and look-ups. It reads what is published and cannot reach the workflow."""
