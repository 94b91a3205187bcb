"""Colours of the states; the words say the same."""

TONES = {
    "draft": "",
    "open": "busy",
    "closed": "info",
    "merged": "info",
    "sent_up": "ok",
    "withdrawn": "",
    "todo": "",
    "filling": "busy",
    "checking": "busy",
    "sent": "info",
    "doubtful": "warn",
    "received": "ok",
}
