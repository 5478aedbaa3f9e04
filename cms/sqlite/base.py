"""The database backend: `ENGINE` is "cms.sqlite"."""

from collections import defaultdict

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from cms.sqlite.turns import Turns

TURNS: defaultdict[str, Turns] = defaultdict(Turns)
"""Who writes next, by the database's file."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions begin in turn with those of the process's others."""

    holds_turn = False

    def _start_transaction_under_autocommit(self) -> None:
        options = self.settings_dict["OPTIONS"]
        if not self.holds_turn and not self.turns.take(timeout=options.get("timeout", 5)):
            raise OperationalError("database is locked: another transaction lasts too long")
        self.holds_turn = True
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self.end_turn()
            raise

    @property
    def turns(self) -> Turns:
        return TURNS[str(self.settings_dict["NAME"])]

    def _commit(self) -> None:
        super()._commit()
        self.end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self.end_turn()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self.end_turn()

    def end_turn(self) -> None:
        if self.holds_turn:
            self.holds_turn = False
            self.turns.give_up()
