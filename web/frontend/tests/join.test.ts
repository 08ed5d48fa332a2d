import { beforeEach, describe, expect, it, vi } from "vitest";
import { installJoinCode } from "../src/join";

const fetched = vi.fn<(url: URL) => Promise<Response>>();

function field(): HTMLInputElement {
  return document.querySelector("input") as HTMLInputElement;
}

async function type(text: string): Promise<string> {
  field().value = text;
  field().dispatchEvent(new Event("input"));
  await new Promise((done) => setTimeout(done));
  return document.querySelector("span")?.textContent ?? "";
}

beforeEach(() => {
  document.body.innerHTML =
    '<input id="code" data-join-code="/join/course"><span id="code-help" data-help="8 characters">8 characters</span>';
  vi.stubGlobal("fetch", fetched);
  fetched.mockReset();
  fetched.mockImplementation(() => Promise.resolve(Response.json({ name: "Networks", instructors: ["Ina"] })));
  installJoinCode(field());
});

describe("installJoinCode", () => {
  it("names the course once the code is complete, and asks for no other", async () => {
    expect(await type("DEMO")).toBe("8 characters");
    expect(fetched).not.toHaveBeenCalled();
    expect(await type("demo 2345")).toBe("Networks, Ina");
    expect(fetched.mock.calls[0]?.[0].searchParams.get("code")).toBe("demo2345");
  });

  it("says nothing of a code that no course has, nor when the server is away", async () => {
    fetched.mockImplementationOnce(() => Promise.resolve(Response.json({ name: null, instructors: [] })));
    expect(await type("AAAA2222")).toBe("8 characters");
    fetched.mockImplementationOnce(() => Promise.reject(new Error("offline")));
    expect(await type("BBBB3333")).toBe("8 characters");
  });
});
