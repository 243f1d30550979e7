"""The sentences that a page says after a form was done; an address names one, so nobody can make a page say theirs."""

from __future__ import annotations

from typing import Final

SAID: Final = {
    "saved": "The draft is saved.",
    "submitted": "The proposal is in review. A second person looks at it now.",
    "approved": "Approved. A publisher can publish it now.",
    "changes-requested": "Given back to its author, with what is to be changed.",
    "declined": "Declined. Its author sees why, and can open it again.",
    "taken-back": "Taken back. Open it again at any time.",
    "reopened": "It is a draft again.",
    "commented": "Your comment is there.",
    "marked": "The weight of this change is as you chose.",
    "rebased": "Brought up to date with what is published.",
    "ordered": "The publication is ordered.",
    "cancelled": "The order is cancelled; nothing was published.",
    "taken": "You look after it now.",
    "finished": "It is done, and off the desk.",
    "dismissed": "Dismissed, with your reason.",
    "withdrawn": "Hidden. Browsers stop showing it at their next poll.",
    "restored": "Shown again. Browsers follow at their next poll.",
    "settled": "The reports are settled; their tickets show it.",
    "password-changed": "The password is changed, and every other session has ended.",
    "codes-off": "No codes are asked for any more.",
    "session-ended": "Signed out there.",
    "token-revoked": "The token is revoked.",
    "roles-changed": "The roles are changed; open sessions and tokens of that account have ended.",
    "disabled": "The account is disabled. Enable it again at any time.",
    "enabled": "The account is enabled.",
    "link-revoked": "The link is taken back.",
    "accepted": "That is done. Sign in with your name and the new password.",
    "signed-out": "You are signed out.",
}
