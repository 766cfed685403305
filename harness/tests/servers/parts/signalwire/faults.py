"""What only a server of this dialect is told to have wrong, or no other is tried with."""

from ..faults import COMMON

FAULTS = COMMON | {
    "member-extra": "a participant has a member that its closed object does not know",
    "coach-kept": "who stops coaching still has a call_sid_to_coach",
    "race-delete-rare": "as race-delete, one time in twenty",
    "race-update-rare": "as race-update, one time in twenty",
    "race-torn": "POST writes one field after the other, and others may see one half",
    "pages-drift": "pages count from the one who spoke last, and somebody speaks between two requests",
    "first-page-elsewhere": "the link to the first page leads to another host",
    "decay-slow": "at last every request takes 150 ms more",
    "head-length-differs": "Content-Length of HEAD is another one than that of GET",
    "field-folded": "a field of an update's answer goes on in a second line",
}
