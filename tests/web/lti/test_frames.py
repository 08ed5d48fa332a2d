"""Sessions in frames: with a cookie of their own, or with the key in the addresses."""

from __future__ import annotations

import re

from grader.store import accounts
from tests.web.lti.conftest import IN_FRAME, IN_WINDOW
from tests.web.lti.people import person_of

SECURE = {"base_url": "https://localhost"}


def test_somebody_who_did_not_begin_the_launch_is_asked_first(platform, app, client):
    """Otherwise anybody could sign others in to an account of their own."""
    entrance = platform.launch(client).location
    victim = app.test_client()
    page = victim.get(entrance, headers=IN_WINDOW)
    assert page.status_code == 200
    assert "Continue as Lea Learner?" in page.text
    assert not [name for name in ("grader_session", "grader_frame") if victim.get_cookie(name)]
    for foreign in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {}):
        assert victim.post(entrance, headers=foreign).status_code == 400
    assert victim.post(entrance, data={"kept": "of another"}, headers={"Origin": "http://localhost"}).status_code == 403
    done = victim.post(entrance, headers={**IN_WINDOW, "Origin": "http://localhost"})
    assert done.status_code == 303
    assert victim.post(entrance, headers={"Origin": "http://localhost"}).status_code == 410


def test_a_frame_without_cookies_carries_its_key_in_the_addresses(platform, client, enter, database, world):
    address = enter(client)
    assert re.fullmatch(rf"/lti/frame/[\w-]+/courses/{world.networks}/relu_der", address)
    prefix = address.removesuffix(f"/courses/{world.networks}/relu_der")
    page = client.get(address, headers=IN_FRAME)
    assert page.status_code == 200
    assert not page.headers.getlist("Set-Cookie")
    assert f"frame-ancestors {platform.url};" in page.headers["Content-Security-Policy"] + ";"
    assert "X-Frame-Options" not in page.headers
    links = re.findall(r'(?:href|action|data-[a-z-]+)="(/[^"]*)"', page.text)
    assert [link for link in links if not link.startswith((prefix, "/assets/", "/static/"))] == []
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
    code = {"source": "def relu_der(dA, cache):\n    return dA\n", "mode": "submit", "csrf_token": token}
    sent = client.post(f"{address}/submissions", data=code, headers=IN_FRAME)
    assert sent.status_code == 303, sent.text
    assert sent.location.startswith(prefix)
    assert client.get(sent.location, headers=IN_FRAME).status_code == 200
    assert client.post(f"{address}/submissions", data={**code, "csrf_token": "x"}, headers=IN_FRAME).status_code == 400


def test_messages_for_the_next_page_survive_without_a_cookie(client, enter):
    prefix = enter(client).partition("/courses/")[0]
    page = client.get(f"{prefix}/account", headers=IN_FRAME).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    form = {"csrf_token": token, "name": "Lea the Second"}
    assert client.post(f"{prefix}/account/name", data=form, headers=IN_FRAME).status_code == 303
    assert "Your name is saved." in client.get(f"{prefix}/account", headers=IN_FRAME).text
    assert "Your name is saved." not in client.get(f"{prefix}/account", headers=IN_FRAME).text


def test_an_address_with_a_key_opens_nothing_elsewhere(client, enter, browse, database, world):
    address = enter(client)
    for site in ("none", "cross-site", "same-site"):
        refused = client.get(address, headers={**IN_WINDOW, "Sec-Fetch-Site": site})
        assert refused.status_code == 401
        assert "only be shown inside your course" in refused.text
    assert client.get(address, headers={**IN_WINDOW, "Sec-Fetch-Site": "same-origin"}).status_code == 200
    assert client.get(address.replace("/lti/frame/", "/lti/frame/x"), headers=IN_FRAME).status_code == 401
    ina = browse("ina")
    with ina.client.session_transaction() as cookie:
        key = cookie["key"]
    assert client.get(f"/lti/frame/{key}/teach/", headers=IN_FRAME).status_code == 401
    with database.write() as db:
        accounts.close_other_sessions(db, person_of(database).id, keep="")
    assert client.get(address, headers=IN_FRAME).status_code == 401


def test_a_frame_over_https_gets_a_partitioned_cookie(platform, client, world):
    entered = entered_over_https(platform, client, IN_FRAME)
    assert entered.location == f"/courses/{world.networks}/relu_der"
    made = next(each for each in entered.headers.getlist("Set-Cookie") if each.startswith("grader_frame="))
    assert all(part in made for part in ("Secure", "SameSite=None", "Partitioned", "HttpOnly"))
    page = client.get(entered.location, headers=IN_FRAME, **SECURE)
    assert page.status_code == 200
    assert f"frame-ancestors {platform.url};" in page.headers["Content-Security-Policy"] + ";"
    assert "X-Frame-Options" not in page.headers


def test_a_frame_of_a_platform_on_the_same_site_gets_no_session_cookie(platform, client, world):
    """Windows of this server would send it too, since they are of the site that it is partitioned by."""
    entered = entered_over_https(platform, client, {**IN_FRAME, "Sec-Fetch-Site": "same-site"})
    assert re.fullmatch(rf"/lti/frame/[\w-]+/courses/{world.networks}/relu_der", entered.location)
    kept = [each for each in entered.headers.getlist("Set-Cookie") if "Max-Age=0" not in each]
    assert kept == []
    page = client.get(entered.location, headers={**IN_FRAME, "Sec-Fetch-Site": "same-site"}, **SECURE)
    assert page.status_code == 200


def entered_over_https(platform, client, headers):
    """Launch over https with a browser that keeps the cookie of the login; gives what the entrance answers."""
    target = "https://localhost/lti/launch"
    begun = client.get(
        "/lti/login", query_string={"iss": platform.url, "login_hint": "x", "target_link_uri": target}, **SECURE
    )
    assert all(part in begun.headers["Set-Cookie"] for part in ("Secure", "SameSite=None", "Partitioned", "HttpOnly"))
    asked = platform.asked(begun)
    token = platform.sign(platform.claims(asked["nonce"], target_link_uri=target))
    entrance = client.post("/lti/launch", data={"state": asked["state"], "id_token": token}, **SECURE).location
    return client.get(entrance, headers=headers, **SECURE)


def test_where_the_platform_stores_for_tools_the_secret_goes_there(platform, client):
    page = platform.login(client, lti_storage_target="_parent")
    assert page.status_code == 200
    assert f'data-lti-origin="{platform.url}"' in page.text
    secret = re.search(r'data-lti-value="([^"]+)"', page.text)[1]
    address = re.search(r'href="([^"]+/auth[^"]+)"', page.text)[1].replace("&amp;", "&")
    asked = dict(part.split("=", 1) for part in address.partition("?")[2].split("&"))
    token = platform.sign(platform.claims(asked["nonce"]))
    entrance = client.post("/lti/launch", data={"state": asked["state"], "id_token": token}).location
    client.delete_cookie(next(cookie.key for cookie in client._cookies.values()), path="/lti/")
    assert "data-lti-read=" in client.get(entrance, headers=IN_FRAME).text
    done = client.post(entrance, data={"kept": secret}, headers={**IN_FRAME, "Origin": "http://localhost"})
    assert done.status_code == 303


def test_the_return_address_of_the_launch_may_frame_too(platform, client, enter):
    """Canvas has one issuer for all schools; only the launch says on which host the page is."""
    address = enter(
        client,
        launch_presentation=None,
        **{
            "https://purl.imsglobal.org/spec/lti/claim/launch_presentation": {
                "return_url": "https://school.example/back?x=1"
            }
        },
    )
    policy = client.get(address, headers=IN_FRAME).headers["Content-Security-Policy"]
    assert f"frame-ancestors {platform.url} https://school.example" in policy
