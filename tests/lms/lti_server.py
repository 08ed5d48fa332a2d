"""Open edX's LTI consumer as a server, and the tool that it launches: the web application under a port of its own."""

from __future__ import annotations

import html
import json
import os
import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

from flask import Flask
from werkzeug.serving import make_server

#: How long the first start may take, which installs packages, in seconds.
START_SECONDS = 900.0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Consumer:
    """The platform side."""

    def __init__(self, folder: Path, state: Path) -> None:
        self._folder = folder / "lti_end"
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = {**os.environ, "LTI_END_STATE": str(state), "LTI_END_PORT": str(self.port)}

    @contextmanager
    def running(self) -> Iterator[Consumer]:
        command = ["sh", str(self._folder / "serve.sh"), str(self.port)]
        process = subprocess.Popen(
            command, env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            self._wait(process)
            yield self
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        enough = time.monotonic() + START_SECONDS
        while time.monotonic() < enough and process.poll() is None:
            try:
                with urlopen(f"{self.url}/state", timeout=5):
                    return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError("the LTI consumer did not start")

    def register(self, name: str, tool: str, *more: str) -> dict[str, str]:
        """Place the tool in the course; what the tool must be told."""
        urls = [f"--login-url={tool}/lti/login", f"--launch-url={tool}/lti/launch", f"--keyset-url={tool}/lti/jwks"]
        command = ["sh", str(self._folder / "do.sh"), "register.py", name, *urls, *more]
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=True, timeout=120)
        found: dict[str, str] = json.loads(done.stdout[done.stdout.index("{") :])
        return found

    def state(self) -> dict[str, Any]:
        """Line items, scores, deep links."""
        with urlopen(f"{self.url}/state", timeout=20) as response:
            found: dict[str, Any] = json.load(response)
        return found


class Visitor:
    """A browser without script: keeps cookies, follows redirects, and sends the forms that a script would send."""

    def __init__(self) -> None:
        self._open = build_opener(HTTPCookieProcessor(CookieJar())).open
        self.address, self.text = "", ""

    def get(self, url: str) -> Visitor:
        return self._load(Request(url))

    def submit(self, **changed: str) -> Visitor:
        """Send the last form of the page; those before are of its frame."""
        forms = re.findall(r"<form[^>]*>.*?</form>", self.text, re.DOTALL)
        assert forms, self.text
        action = re.search(r'action="([^"]*)"', forms[-1])
        fields = dict(_fields(forms[-1])) | changed
        origin = "/".join(self.address.split("/")[:3])
        target = html.unescape(action[1]) if action else self.address
        url = target if "//" in target else origin + target
        return self._load(Request(url, data=urlencode(fields).encode(), headers={"Origin": origin}))

    def _load(self, request: Request) -> Visitor:
        with self._open(request, timeout=30) as response:
            self.address, self.text = response.url, response.read().decode()
        return self


def _fields(form: str) -> Iterator[tuple[str, str]]:
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf'\b{each}=["\']([^"\']*)["\']', tag) for each in ("name", "value"))
        if name and 'type="radio"' not in tag:
            yield name[1], html.unescape(value[1]) if value else ""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The application at an address of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
