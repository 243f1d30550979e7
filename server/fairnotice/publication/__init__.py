"""What is shipped: records, packs, deltas, signatures, and the tree of static files. The protocol: PROTOCOL.md."""
