"""Sessions in our own table, so that people see theirs and a row knows whose it is."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore


class SessionStore(DatabaseStore):
    """Django's database store over `accounts.Session`. `row`: the row that what is asked for came from, if any."""

    row = None

    @classmethod
    def get_model_class(cls):
        from .models import Session

        return Session

    def _get_session_from_db(self):
        """None for a cookie that holds no key: PostgreSQL takes no NUL, which a quoted cookie may bring."""
        if not (self.session_key.isascii() and self.session_key.isalnum()):
            self._session_key = None
            return None
        self.row = super()._get_session_from_db()
        return self.row

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        kept = self.model.objects.filter(session_key=row.session_key).first()
        for name in ("public_id", "agent", "network", "started_at", "seen_at", "proved_at"):
            setattr(row, name, getattr(kept, name) if kept else getattr(row, name))
        user = data.get("_auth_user_id")
        row.user_id_hint = int(user) if user else None
        return row
