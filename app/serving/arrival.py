"""Arrival of one request: bytes so far, and whether they are all. Decides when to answer, not what was meant.

gunicorn's parser reads the same bytes again and judges them; where the two disagree, it finds the end of what came.
"""

from typing import Final

MAX_HEAD: Final = 128 * 1024
MAX_BODY: Final = 5 * 1024 * 1024
"""More than the app takes: what is longer is handed over as it is, to be refused by its size."""
MAX_LINE: Final = 16 * 1024
MAX_CHUNKS: Final = 5_000
"""Each is read by a line of its own: a body of crumbs takes seconds to read, whoever sends it. Of 4 MB by 1 KB each."""
HEAD_SECONDS: Final = 10.0
BODY_SECONDS: Final = 60.0
_END: Final = b"\r\n\r\n"


class Arrival:
    """The bytes of one request, from its first one on; `deadline` is when they have to be complete."""

    def __init__(self, now: float) -> None:
        self.data = bytearray()
        self.deadline = now + HEAD_SECONDS
        self.has_head = False
        self.wants_continue = False
        self.is_whole = False
        self.is_crumbled = False
        self.length = 0
        self._chunks = self._before = 0
        self._is_chunked = False
        self._end = 0
        self._began = now

    def add(self, piece: bytes) -> None:
        """Take what came."""
        self._before = before = len(self.data)
        self.data += piece
        if not self.has_head:
            self._look_for_head(max(0, before - len(_END)))
        if self.has_head and not self.is_whole:
            self.is_whole = self._is_body_here()

    def read_target(self) -> tuple[str, str]:
        """Method and path of a request whose head is here, as they were sent."""
        words = bytes(self.data[: self.data.find(b"\r\n")]).decode("latin-1").split(" ")
        return words[0], words[1].partition("?")[0] if len(words) > 1 else ""

    def _look_for_head(self, start: int) -> None:
        found = self.data.find(_END, start)
        if found < 0:
            self.is_whole = len(self.data) > MAX_HEAD
            return
        self.has_head, self._end = True, found + len(_END)
        self.deadline = self._began + BODY_SECONDS
        lines = [line.partition(b":") for line in bytes(self.data[:found]).lower().split(b"\r\n")[1:]]
        fields = {name.strip(): value.strip() for name, _, value in lines}
        self.wants_continue = fields.get(b"expect") == b"100-continue"
        self._is_chunked = b"chunked" in fields.get(b"transfer-encoding", b"")
        length = fields.get(b"content-length", b"0")
        if not self._is_chunked and length.isdigit() and len(length) < 20:
            self.length = int(length)
            self._end += self.length

    def _is_body_here(self) -> bool:
        if self._is_chunked:
            return self._is_last_chunk_here() or len(self.data) > MAX_HEAD + MAX_BODY
        return len(self.data) >= self._end or self._end > MAX_HEAD + MAX_BODY

    def _is_last_chunk_here(self) -> bool:
        """Go on from chunk to chunk; what is no chunk is left to be refused."""
        while (line_end := self.data.find(b"\r\n", self._end)) >= 0:
            size = bytes(self.data[self._end : line_end]).partition(b";")[0].strip()
            try:
                length = int(size, 16)
            except ValueError:
                return True
            if length < 0:
                return True
            if length == 0:
                is_endless = len(self.data) - line_end > MAX_HEAD
                return is_endless or self.data.find(_END, max(line_end, self._before - len(_END))) >= 0
            self._end = line_end + 2 + length + 2
            self._chunks += 1
            if self._chunks > MAX_CHUNKS:
                self.is_crumbled = True
                return False
        return len(self.data) - self._end > MAX_LINE
