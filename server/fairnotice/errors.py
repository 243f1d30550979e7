"""The faults of the domain, raised without HTTP in mind; api/problems.py turns them into problem documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class FairnoticeError(Exception):
    """Base of every fault a person can do something about. `str()` is one clear sentence."""


@dataclass(frozen=True, order=True)
class Fault:
    """One rule that a document breaks: where it stands and what to do about it."""

    file: str
    field: str
    reason: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.field, self.reason) if part)


class Invalid(FairnoticeError):
    """The input breaks a rule. `faults` lists every broken rule when there are several."""

    def __init__(self, message: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


class NotFound(FairnoticeError):
    """What was named does not exist."""


class Conflict(FairnoticeError):
    """Somebody else changed it first; nothing was written."""


class Stale(Conflict):
    """It changed since the version that somebody says they looked at; nothing was written."""


class Refused(FairnoticeError):
    """The actor may not do this, or not in this state; nothing was written."""


class WrongSignIn(Refused):
    """Name, password or code is not right; the sentence never says which."""


class CodeNeeded(Refused):
    """The password is right, and this account asks for a code as well."""


class TooMany(FairnoticeError):
    """Tried too often. `retry_after` says after how many seconds it is worth trying again."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Untrusted(FairnoticeError):
    """Signed data does not verify: altered, older, mixed up, or signed by the wrong key."""


class StoreUnavailable(FairnoticeError):
    """The store cannot be reached or does not answer; nothing is known to have been written."""


class InUse(FairnoticeError):
    """Another process holds what this one needs."""


class Misconfigured(FairnoticeError):
    """A setting, path or key is missing or wrong; the message says what to do."""
