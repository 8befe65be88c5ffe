import { afterAll, beforeAll, expect, it } from "vitest";
import { admin, openTestConsole, type TestConsole } from "./testing/console";

let console: TestConsole;

beforeAll(async () => {
  console = await openTestConsole();
});
afterAll(() => console?.close());

function redeem(token: string): Promise<Response> {
  const { name, email, password } = admin;
  return fetch(`${console.url}/api/trpc/setup.redeem`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: console.url },
    body: JSON.stringify({ json: { token, name, email, password } }),
  });
}

it("the one-time link makes the first administrator, signs that person in, and works once", async () => {
  expect(await console.client().setup.isNeeded.query()).toBe(true);
  const token = (await console.services.setup.createToken()) ?? "";
  expect((await redeem("not the token")).status).toBe(403);
  const answer = await redeem(token);
  expect(answer.status).toBe(200);
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  expect(answer.headers.getSetCookie().join()).toMatch(/HttpOnly.*SameSite=Strict/i);
  expect(await console.client(cookie).session.me.query()).toMatchObject({ email: admin.email, role: "admin" });
  expect((await redeem(token)).status).toBe(403);
  expect(await console.client().setup.isNeeded.query()).toBe(false);
  // Newest first: the link used twice, the one that made the administrator, and the guess.
  const { rows } = await console.client(cookie).audit.list.query({ kind: "User" });
  const told = rows.map(({ subject, name, outcome }) => ({ subject, name, outcome }));
  const one = { subject: "system:anonymous", name: admin.email };
  expect(told).toEqual(["refused", "succeeded", "refused"].map((outcome) => ({ ...one, outcome })));
  expect(JSON.stringify(rows)).not.toContain(admin.password);
});
