"""What the preview answers, without a browser."""

import socket
import struct
import time
from functools import partial
from http.server import ThreadingHTTPServer
from threading import Thread

from livingevidence.site.preview import Builds, Shown


def test_a_reader_who_leaves_is_no_error(tmp_path, capfd):
    """A page that is closed while it waits for the next build leaves no trace in the terminal."""
    builds = Builds()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Shown, builds=builds, directory=str(tmp_path))) as server:
        server.daemon_threads = False  # so that closing it waits for the answer
        Thread(target=server.serve_forever, daemon=True).start()
        with socket.create_connection(server.server_address) as reader:
            reader.sendall(b"GET /_preview?after=1 HTTP/1.0\r\n\r\n")
            time.sleep(0.2)
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # leaves at once
        time.sleep(0.2)
        builds.tell("made again", wrong=False, shown=True)
        time.sleep(0.2)
        server.shutdown()
    assert capfd.readouterr().err == ""
