"""Signatures of cookies that hold on every web host, whatever its clock says."""

from __future__ import annotations

from typing import Any

from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer


class SkewTolerantSigner(TimestampSigner):
    """Accepts a right signature that another host made in this host's future. The base class takes it for expired."""

    def unsign(self, signed_value: str | bytes, max_age: int | None = None, return_timestamp: bool = False) -> Any:
        """As in the base class. Raises BadSignature."""
        try:
            return super().unsign(signed_value, max_age, return_timestamp)  # type: ignore[call-overload]
        except SignatureExpired as error:
            signed_at = error.date_signed
            if signed_at is None or signed_at.timestamp() <= self.get_timestamp() or error.payload is None:
                raise
            return (error.payload, signed_at) if return_timestamp else error.payload


def tolerant(serializer: URLSafeTimedSerializer) -> URLSafeTimedSerializer:
    """`serializer` with such a signer."""
    serializer.signer = SkewTolerantSigner
    return serializer
