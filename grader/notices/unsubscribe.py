"""The signed part of the link that ends emails: whose, and of which topics. It does not expire."""

from __future__ import annotations

from collections.abc import Collection

from itsdangerous import BadData, URLSafeSerializer

from grader.store.models import EmailTopic

SALT = "unsubscribe"


def token(key: str, person_id: int, topics: Collection[EmailTopic]) -> str:
    """The signed text; `key` is the service's signing key."""
    return str(URLSafeSerializer(key, salt=SALT).dumps([person_id, sorted(topic.value for topic in topics)]))


def read(key: str, text: str) -> tuple[int, list[EmailTopic]] | None:
    """The person's id and the topics; None if it is not signed with this key."""
    try:
        person_id, topics = URLSafeSerializer(key, salt=SALT).loads(text)
    except (BadData, TypeError, ValueError):
        return None
    return int(person_id), [EmailTopic(topic) for topic in topics if topic in set(EmailTopic)]
