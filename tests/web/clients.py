"""Clients of the web application under test: a browser and a program."""

from __future__ import annotations

import re
from functools import lru_cache

from flask.testing import FlaskClient

from grader.store import accounts

PASSWORD = "three long words"


@lru_cache(maxsize=1)
def password_hash() -> str:
    """The hash of PASSWORD, made once: hashing is slow on purpose."""
    return accounts.hash_password(PASSWORD)


class Browser:
    """A browser without script: follows forms, keeps the cookie and sends the CSRF token that the page held."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **kwargs):
        return self.client.get(path, **kwargs)

    def csrf(self, page: str = "/sign-in") -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get(page).text)
        assert found, f"no form on {page}"
        return found[1]

    def post(self, path: str, data: dict | None = None, *, page: str | None = None, **kwargs):
        fields = {"csrf_token": self.csrf(page or path), **(data or {})}
        return self.client.post(path, data=fields, **kwargs)

    def sign_in(self, name: str, password: str = PASSWORD):
        return self.post("/sign-in", {"email": f"{name}@example.edu", "password": password})


class Program:
    """A program that calls the REST API with a token."""

    def __init__(self, client: FlaskClient, token: str | None) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **kwargs):
        return self.client.get(f"/api/v1{path}", headers={**self.headers, **kwargs.pop("headers", {})}, **kwargs)

    def post(self, path: str, **kwargs):
        return self.client.post(f"/api/v1{path}", headers={**self.headers, **kwargs.pop("headers", {})}, **kwargs)

    def put(self, path: str, **kwargs):
        return self.client.put(f"/api/v1{path}", headers={**self.headers, **kwargs.pop("headers", {})}, **kwargs)

    def delete(self, path: str):
        return self.client.delete(f"/api/v1{path}", headers=self.headers)

    def hand_in(self, source: str = "def relu_der(dA, cache):\n    return dA\n", **fields):
        body = {"assignment": "relu_der", "source": source, **fields}
        return self.post("/submissions", json=body)
