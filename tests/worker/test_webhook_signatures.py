"""What a receiver checks: our signature, and that of Standard Webhooks."""

from __future__ import annotations

import base64
import hashlib
import hmac

from grader.worker.webhook_signatures import headers, standard_sign

#: The example of the specification's reference libraries.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE, TIMESTAMP = "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330"
BODY = b'{"test": 2432232314}'


def test_the_example_of_the_specification():
    assert standard_sign(SECRET, MESSAGE, TIMESTAMP, BODY) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_key_of_a_secret_in_another_form_is_its_text():
    for secret in ("a secret of our own", "whsec_this is no base64"):
        signed = b".".join((MESSAGE.encode(), TIMESTAMP.encode(), BODY))
        expected = base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()
        assert standard_sign(secret, MESSAGE, TIMESTAMP, BODY) == f"v1,{expected}"


def test_while_a_secret_is_replaced_both_sign():
    alone = headers([SECRET], 17, TIMESTAMP, BODY)
    both = headers(["new secret", SECRET], 17, TIMESTAMP, BODY)
    assert alone["webhook-id"] == both["webhook-id"] == "msg_17"
    assert both["webhook-signature"].split()[1] == alone["webhook-signature"]
    assert both["X-Grader-Signature-Previous"] == alone["X-Grader-Signature"]
    assert "X-Grader-Signature-Previous" not in alone
