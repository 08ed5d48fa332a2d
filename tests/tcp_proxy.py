"""A TCP proxy that can stop forwarding without closing anything, as a network that drops all packets."""

import contextlib
import socket
import threading


class TcpProxy:
    """Forwards 127.0.0.1:port to the socket that `connect` opens. Port 0: a free one."""

    def __init__(self, connect, port=0):
        self._connect = connect
        self._forwards = threading.Event()
        self._forwards.set()
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self):
        self._forwards.clear()

    def mend(self):
        self._forwards.set()

    def close(self):
        self._forwards.set()
        self._listener.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._forwards.wait()
                server = self._connect()
                for source, target in ((client, server), (server, client)):
                    threading.Thread(target=self._forward, args=(source, target), daemon=True).start()

    def _forward(self, source, target):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self._forwards.wait()
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
