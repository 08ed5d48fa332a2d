"""The links of the OpenAPI document lead to routes that take what they give."""

from __future__ import annotations

import re


def test_each_link_gives_a_route_all_parts_of_its_address(nobody):
    spec = nobody.get("/openapi.json").json
    addresses = {each["operationId"]: path for path, methods in spec["paths"].items() for each in methods.values()}
    links = {
        methods["post"]["operationId"]: answer["links"]
        for methods in spec["paths"].values()
        if "post" in methods
        for answer in methods["post"]["responses"].values()
        if "links" in answer
    }
    for link in (link for found in links.values() for link in found.values()):
        assert set(re.findall(r"{(\w+)}", addresses[link["operationId"]])) == set(link["parameters"])
    read = {"operationId": "read_submission", "parameters": {"submission_id": "$response.body#/id"}}
    assert links["create_submission"]["read_submission"] == read
    inner = links["create_announcement"]["read_announcement"]["parameters"]
    assert inner == {"course_id": "$request.path.course_id", "announcement_id": "$response.body#/id"}


def test_what_was_made_is_read_by_its_link(app, lms):
    made = lms.post("/webhooks", json={"url": "https://lms.example.edu/hook"})
    spec = lms.get("/openapi.json").json
    answer = spec["paths"]["/api/v1/webhooks"]["post"]["responses"][str(made.status_code)]
    wanted = answer["links"]["read_webhook"]["operationId"]
    (path,) = [path for path, each in spec["paths"].items() if each.get("get", {}).get("operationId") == wanted]
    address = path.replace("{webhook_id}", made.json["id"])
    assert lms.client.get(address, headers=lms.headers).json["url"] == "https://lms.example.edu/hook"
