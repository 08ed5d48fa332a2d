"""The sign-in of programs (RFC 8628) as pydantic models."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

GRANT = "urn:ietf:params:oauth:grant-type:device_code"


class Form(BaseModel):
    """A form of OAuth: unknown fields are ignored (RFC 6749, section 3.2)."""

    model_config = ConfigDict(extra="ignore")


class DeviceIn(Form):
    """A program that asks for a token."""

    client_id: Annotated[str, Field(min_length=1, max_length=100)] = Field(
        description="What the program calls itself. The person sees it; nothing is registered."
    )
    scope: Annotated[str, Field(max_length=500)] | None = Field(
        None, description="Scopes, separated by spaces. Default: all that are possible."
    )
    device_name: Annotated[str, Field(max_length=100)] = Field(
        "", description="The computer that the program runs on; not part of RFC 8628."
    )


class DeviceOut(BaseModel):
    """The codes of a sign-in that has begun."""

    device_code: str = Field(description="With this the program asks for its token.")
    user_code: str = Field(description="What the person enters.")
    verification_uri: str = Field(description="Where the person enters it.")
    verification_uri_complete: str = Field(description="The same address with the code in it.")
    expires_in: int = Field(description="Seconds for which the codes work.")
    interval: int = Field(description="Seconds between two requests for the token.")


class DeviceTokenIn(Form):
    """A program that asks whether it has been allowed."""

    grant_type: Annotated[str, Field(max_length=100)] = Field(description=GRANT)
    device_code: Annotated[str, Field(min_length=1, max_length=200)]
    client_id: Annotated[str, Field(max_length=100)] | None = Field(None, description="As before; not compared.")


class DeviceTokenOut(BaseModel):
    """The token of the person who has allowed the program."""

    access_token: str = Field(description="The secret, for the header Authorization. It is given only once.")
    token_type: Literal["Bearer"]
    expires_in: int = Field(description="Seconds for which it works.")
    scope: str = Field(description="Scopes, separated by spaces.")


class OAuthErrorOut(BaseModel):
    """An error of OAuth (RFC 6749, section 5.2, and RFC 8628, section 3.5)."""

    error: Literal[
        "authorization_pending",
        "slow_down",
        "access_denied",
        "expired_token",
        "invalid_grant",
        "invalid_request",
        "invalid_scope",
        "unsupported_grant_type",
    ]
    error_description: str
