"""A mail server in the test's process: takes emails, or refuses as the test says."""

from __future__ import annotations

import socketserver
import threading
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


class MailServer:
    """Keeps what it took in `taken`: (address, message)."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, EmailMessage]] = []
        #: Answers in place of 250, by the beginning of a command ("RCPT TO:<bob"), or "DONE" for the end of a message;
        #: "" closes the connection.
        self.answers: dict[str, str] = {}
        #: Commands of all connections.
        self.commands: list[str] = []
        server = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                server.talk(self)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def talk(self, connection: socketserver.StreamRequestHandler) -> None:
        """One connection."""
        address = ""
        self._say(connection, "220 mail.example.edu")
        while line := connection.rfile.readline():
            # Clients differ in capitals: Python 3.13 writes `rcpt to:<...>`.
            said, mark, rest = line.decode("utf-8").strip().partition(":")
            command = f"{said.upper()}{mark}{rest}"
            self.commands.append(command)
            known = next((text for start, text in self.answers.items() if command.startswith(start)), None)
            if known == "":
                return
            if known is not None:
                self._say(connection, known)
            elif command == "DATA":
                self._say(connection, "354 go on")
                body = b"".join(iter(connection.rfile.readline, b".\r\n")).replace(b"\r\n..", b"\r\n.")
                if self.answers.get("DONE") == "":
                    return
                answer = self.answers.get("DONE", "250 taken")
                if answer.startswith("250"):
                    self.taken.append((address, message_from_bytes(body, policy=default)))
                self._say(connection, answer)
            else:
                if command.startswith("RCPT TO:<"):
                    address = command[len("RCPT TO:<") :].partition(">")[0]
                self._say(connection, "250 ok")
                if command == "QUIT":
                    return

    @staticmethod
    def _say(connection: socketserver.StreamRequestHandler, text: str) -> None:
        connection.wfile.write(f"{text}\r\n".encode())

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()
