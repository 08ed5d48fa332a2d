"""HTTPS in front of servers that speak HTTP, as reverse proxies do it, with a certificate that is made for the test."""

from __future__ import annotations

import asyncio
import re
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

#: Makes the front of the server at a URL, on a port of 127.0.0.1; gives its port.
Front = Callable[[str], int]
#: What a proxy says of the connection itself.
OF_THE_CONNECTION = re.compile(rb"^connection:.*\r\n", flags=re.IGNORECASE | re.MULTILINE)


@contextmanager
def https_fronts(folder: Path) -> Iterator[Front]:
    """Lets servers be reached by https until the end of the block."""
    trust = _self_signed(folder)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    servers: list[asyncio.Server] = []

    def front(url: str) -> int:
        opened = _listen(urlsplit(url).port or 80, trust)
        servers.append(asyncio.run_coroutine_threadsafe(opened, loop).result(10))
        return int(servers[-1].sockets[0].getsockname()[1])

    yield front
    asyncio.run_coroutine_threadsafe(_end(servers), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


def _self_signed(folder: Path) -> ssl.SSLContext:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    file = folder / "https.pem"
    secret = key.private_bytes(encoding, form, serialization.NoEncryption())
    file.write_bytes(secret + certificate.public_bytes(encoding))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


async def _listen(port: int, trust: ssl.SSLContext) -> asyncio.Server:
    async def serve(client: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        """One request for each connection, so that a response ends with it."""
        with suppress(OSError, asyncio.IncompleteReadError):
            head = OF_THE_CONNECTION.sub(b"", await client.readuntil(b"\r\n\r\n"))
            server, request = await asyncio.open_connection("127.0.0.1", port)
            request.write(head.removesuffix(b"\r\n") + b"X-Forwarded-Proto: https\r\nConnection: close\r\n\r\n")
            sending = asyncio.ensure_future(_copy(client, request))
            await _copy(server, answer)
            sending.cancel()
            request.close()
        answer.close()

    return await asyncio.start_server(serve, "127.0.0.1", 0, ssl=trust)


async def _end(servers: list[asyncio.Server]) -> None:
    for server in servers:
        server.close()
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
