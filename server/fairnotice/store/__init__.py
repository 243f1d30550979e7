"""Where proposals, notices and editions are kept. The contract: contract.py; the engines: sqlite.py, redis.py."""
