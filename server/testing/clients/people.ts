import { createTRPCClient, httpLink } from "@trpc/client";
import superjson from "superjson";
import { beforeAll, describe, expect, test } from "vitest";
import type { AppRouter } from "@/server/api/root";
import type { Clients } from "./clients";

const administrator = { email: "admin@example.com", password: "correct-horse-battery" };
const viewer = { name: "Vic", email: "vic@example.com", password: "only-looking-at-things", role: "viewer" as const };

/** The console's procedures, as whoever signs in at it. */
async function consoleOf(url: string, { email, password }: { email: string; password: string }) {
  const signedIn = await fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ email, password }),
  });
  const cookie = signedIn.headers.getSetCookie().map((text) => text.split(";")[0]);
  const headers = { origin: url, cookie: cookie.join("; ") };
  return createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/api/trpc`, transformer: superjson, headers })],
  });
}

export function describePeople({ kubectl, consoleUrl }: Clients): void {
  describe("people", () => {
    let admin: Awaited<ReturnType<typeof consoleOf>>;
    let vic: typeof admin;
    let userId: string;
    const as = (token: string) => kubectl.with(`--token=${token}`);
    const tokenOf = async (name: string) => (await vic.tokens.create.mutate({ name, days: 1 })).token;

    beforeAll(async () => {
      admin = await consoleOf(consoleUrl(), administrator);
      userId = (await admin.users.create.mutate(viewer)).id;
      vic = await consoleOf(consoleUrl(), viewer);
    });

    test("act with the role that they have in the console, and no more", async () => {
      const k = as(await tokenOf("laptop"));
      expect(await k.run("auth whoami")).toMatch(/Username +vic@example\.com/);
      await k.run("get pods");
      const { stderr } = await k.fail("create configmap mine");
      expect(stderr).toMatch(/forbidden: User "vic@example\.com" cannot create resource "configmaps"/);
      expect((await k.fail("auth can-i create configmaps")).stdout).toBe("no\n");
      expect((await k.fail("get secrets")).stderr).toMatch(/Forbidden/);
    });

    test("are spoken for by an administrator with --as, and by nobody else", async () => {
      const vicAs = ["--as=vic@example.com", "--as-group=pilothouse:viewer"] as const;
      expect(await kubectl.with(...vicAs).run("auth whoami")).toMatch(/Username +vic@example\.com/);
      expect((await kubectl.with(...vicAs).fail("create configmap mine")).stderr).toMatch(
        /User "vic@example\.com" cannot/,
      );
      const k = kubectl.with(`--token=${await tokenOf("tablet")}`, "--as=admin@example.com");
      expect((await k.fail("get pods")).stderr).toMatch(/User "vic@example\.com" cannot impersonate/);
    });

    test("are nobody with a token that was ended, also in a watch that is open", async () => {
      const { token, row } = await vic.tokens.create.mutate({ name: "short", days: 1 });
      const watching = as(token).start("get namespaces -w -o name");
      await watching.untilPrinted("namespace/default");
      await vic.tokens.end.mutate({ id: row.id });
      expect((await as(token).fail("get namespaces")).stderr).toMatch(/logged in|Unauthorized/);
      await watching.ended;
    });

    test("are nobody once they are taken out of use", async () => {
      const k = as(await tokenOf("phone"));
      await k.run("get pods");
      await admin.users.disable.mutate({ id: userId });
      expect((await k.fail("get pods")).stderr).toMatch(/logged in|Unauthorized/);
    });

    test("are nobody with a token that nobody made", async () => {
      expect((await as("made-up").fail("get pods")).stderr).toMatch(/logged in|Unauthorized/);
    });
  });
}
