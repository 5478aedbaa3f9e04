"""A lock that goes to those who wait for it in the order in which they came."""

from collections import deque
from threading import Lock


class Turns:
    """What `threading.Lock` does, but fair: it is handed over, never caught."""

    def __init__(self) -> None:
        self.guard = Lock()
        self.taken = False
        self.waiting: deque[Lock] = deque()

    def take(self, timeout: float) -> bool:
        """Wait for one's turn, so many seconds at most; tell whether it came."""
        with self.guard:
            if not self.taken:
                self.taken = True
                return True
            mine = Lock()
            mine.acquire()
            self.waiting.append(mine)
        if mine.acquire(timeout=timeout):
            return True
        with self.guard:
            if mine in self.waiting:
                self.waiting.remove(mine)
                return False
        return True  # it came in the very last moment

    def give_up(self) -> None:
        """Hand over to whoever waits longest."""
        with self.guard:
            if self.waiting:
                self.waiting.popleft().release()
            else:
                self.taken = False
