"""A server with the XQueue paths, in this process, that does wrong on demand what a real one will not.

It behaves as edx-submissions does; `legacy` as XQueue: status 200 for everything and a new key with each delivery.
"""

import json
import secrets
import threading
from collections import deque
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

USER, PASSWORD = "grader", "correct horse"


@dataclass
class Item:
    """A submission in a queue."""

    number: int
    queue: str
    body: object
    files: object
    key: str
    state: str = "queued"
    #: Bodies of the answers that were accepted, and of all that were posted.
    results: list = field(default_factory=list)
    posted: list = field(default_factory=list)

    @property
    def result(self):
        (only,) = self.results
        return json.loads(only)


class XQueueSimulator:
    def __init__(self, *, legacy=False):
        self.legacy = legacy
        self.items = {}
        self.sessions = {}
        #: Statuses of the next responses, whatever is asked; None drops the connection.
        self.faults = deque()
        self.is_away = False
        #: Whether the LMS fails to take scores: the answer is rolled back with status 500.
        self.lms_fails = False
        self.requests = []
        #: Path -> (status, content) of other resources, such as files.
        self.resources = {}
        simulator = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            #: Head and body are sent together: the client's delayed acknowledgement would hold the body up for 40 ms.
            wbufsize = -1

            def do_GET(self):
                simulator.answer(self, {})

            def do_POST(self):
                text = self.rfile.read(int(self.headers["Content-Length"])).decode()
                simulator.answer(self, {name: values[0] for name, values in parse_qs(text).items()})

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def put(self, text="", *, queue="q", payload='{"grader": "doubling"}', student="anon-1", files=None, **parts):
        """Put a submission into a queue; `body` and `header` replace all of them."""
        number = parts.pop("number", len(self.items) + 1)
        info = json.dumps({"anonymous_student_id": student, "submission_time": "1795853996", "random_seed": 1})
        body = {"student_response": text, "grader_payload": payload, "student_info": info}
        item = Item(number, queue, parts.get("body", json.dumps(body)), json.dumps(files or {}), secrets.token_hex(8))
        self.items[number] = item
        return item

    def make_overdue(self, item, *, new_key=False):
        """Deliver it again at the next pull."""
        item.state = "queued"
        if new_key:
            item.key = secrets.token_hex(8)

    def sign_everybody_out(self):
        self.sessions.clear()

    def answer(self, handler, form):
        url = urlsplit(handler.path)
        self.requests.append((handler.command, url.path))
        fault = self.faults.popleft() if self.faults else 200
        if self.is_away or fault is None:
            handler.close_connection = True
            return
        if fault != 200:
            self._send(handler, fault, "<h1>Fault</h1>")
        elif url.path in self.resources:
            self._send(handler, *self.resources[url.path])
        else:
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            self._xqueue(handler, url.path.removeprefix("/xqueue/"), query, form)

    def _xqueue(self, handler, path, query, form):
        post = handler.command == "POST"
        cookies = SimpleCookie(handler.headers.get("Cookie", ""))
        token = self.sessions.get(cookies["sessionid"].value if "sessionid" in cookies else "")
        if path == "login/":
            self._sign_in(handler, form, post=post)
        elif token is None:
            self._send(handler, 403, {"detail": "Authentication credentials were not provided."})
        elif post and handler.headers.get("X-CSRFToken") != token:
            self._send(
                handler, 403, {"detail": "CSRF Failed: CSRF token from the 'X-Csrftoken' HTTP header incorrect."}
            )
        elif path == "get_submission/":
            self._deliver(handler, query["queue_name"])
        elif path == "put_result/" and post:
            self._take(handler, form)
        elif path == "get_queuelen/" and self.legacy:
            self._send(handler, 200, {"return_code": 0, "content": 0})
        else:
            self._send(handler, 404, "<h1>Not Found</h1>")

    def _sign_in(self, handler, form, *, post):
        token = secrets.token_hex(8)
        if not post:
            self._send(handler, 405 if self.legacy else 200, "", {"csrftoken": token})
        elif (form.get("username"), form.get("password")) != (USER, PASSWORD):
            self._send(handler, 401, {"return_code": 1, "content": "Incorrect login credentials"})
        else:
            key = secrets.token_hex(8)
            self.sessions[key] = token
            self._send(handler, 200, {"return_code": 0, "content": "Logged in"}, {"csrftoken": token, "sessionid": key})

    def _deliver(self, handler, queue):
        waiting = [item for item in self.items.values() if item.queue == queue and item.state == "queued"]
        if not waiting:
            self._send(handler, 200, {"return_code": 1, "content": f"Queue '{queue}' is empty"})
            return
        item = waiting[0]
        item.state = "pulled"
        if self.legacy:
            item.key = secrets.token_hex(8)
        header = json.dumps({"submission_id": item.number, "submission_key": item.key})
        content = {"xqueue_header": header, "xqueue_body": item.body, "xqueue_files": item.files}
        self._send(handler, 200, {"return_code": 0, "content": json.dumps(content)})

    def _take(self, handler, form):
        header = json.loads(form["xqueue_header"])
        item = self.items[header["submission_id"]]
        item.posted.append(form["xqueue_body"])
        if header["submission_key"] != item.key:
            status = 200 if self.legacy else 403
            self._send(handler, status, {"return_code": 1, "content": "Incorrect key for submission"})
        elif item.state == "retired" or self.lms_fails:
            self._send(handler, 500, "<h1>Server Error (500)</h1>")
        else:
            item.state = "retired"
            item.results.append(form["xqueue_body"])
            self._send(handler, 200, {"return_code": 0, "content": ""})

    @staticmethod
    def _send(handler, status, content, cookies=None):
        data = (
            content
            if isinstance(content, bytes)
            else (content if isinstance(content, str) else json.dumps(content)).encode()
        )
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json" if isinstance(content, dict) else "text/html")
        handler.send_header("Content-Length", str(len(data)))
        for name, value in (cookies or {}).items():
            handler.send_header("Set-Cookie", f"{name}={value}; Path=/")
        handler.end_headers()
        handler.wfile.write(data)
