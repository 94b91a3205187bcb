"""How states look."""

from .states import ApplicationState as A

TONES = {
    A.DRAFT: "",
    A.SENT: "busy",
    A.RETURNED: "warn",
    A.RECEIVED: "info",
    A.CORRECTING: "warn",
    A.ACCEPTED: "ok",
    A.REFUSED: "bad",
    A.WITHDRAWN: "muted",
}
