import { TRPCClientError } from "@trpc/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { admin, deployer, openTestConsole, type TestConsole, viewer } from "./testing/console";

let console: TestConsole;
let cookies: { admin: string; deployer: string; viewer: string };

beforeAll(async () => {
  console = await openTestConsole();
  for (const who of [admin, deployer, viewer]) await console.access.users.create(who);
  const [asAdmin, asDeployer, asViewer] = await Promise.all(
    [admin, deployer, viewer].map((who) => console.signIn(who)),
  );
  cookies = { admin: asAdmin ?? "", deployer: asDeployer ?? "", viewer: asViewer ?? "" };
});
afterAll(() => console?.close());

async function problemOf(asked: Promise<unknown>): Promise<Record<string, unknown>> {
  const error = await asked.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof TRPCClientError) return error.data as Record<string, unknown>;
  throw new Error(`expected a refusal, got ${error === undefined ? "an answer" : String(error)}`);
}

const settings = (level: string) => `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  level: ${level}
`;

describe("who may", () => {
  it("see nothing without a session, and is told to sign in", async () => {
    const { client } = console;
    expect(await client().session.me.query()).toBeNull();
    expect(await problemOf(client().pods.list.query({}))).toMatchObject({ reason: "Unauthorized", status: 401 });
  });

  it("look, as a viewer, and change nothing", async () => {
    const api = console.client(cookies.viewer);
    expect((await api.pods.list.query({})).rows).toEqual([]);
    const refused = { reason: "Forbidden", status: 403 };
    const at = { namespace: "shop", name: "web" };
    expect(await problemOf(api.deployments.scale.mutate({ ...at, replicas: 2 }))).toMatchObject(refused);
    expect(await problemOf(api.secrets.reveal.mutate(at))).toMatchObject(refused);
    expect(await problemOf(api.users.list.query())).toMatchObject(refused);
    const { documents, isApplied } = await api.objects.applyYaml.mutate({ yaml: settings("low"), namespace: "shop" });
    expect(isApplied).toBe(false);
    expect(documents[0]?.error?.reason).toBe("Forbidden");
  });

  it("sign in, is only whoever has been made a user", async () => {
    await expect(console.signIn({ email: "eve@example.com", password: "whatever it is" })).rejects.toThrow(/401/);
    const answer = await fetch(`${console.url}/api/auth/sign-up/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: console.url },
      body: JSON.stringify({ email: "eve@example.com", name: "Eve", password: "whatever it is" }),
    });
    expect(answer.status).toBe(404);
  });
});

describe("a page of another site", () => {
  const call = (headers: Record<string, string>) =>
    fetch(`${console.url}/api/trpc/namespaces.create`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie: cookies.admin, ...headers },
      body: JSON.stringify({ json: { name: "stolen" } }),
    });

  it("changes nothing, even with the browser's cookie", async () => {
    expect((await call({ origin: "https://evil.example" })).status).toBe(403);
    expect((await call({})).status).toBe(403);
    const { rows } = await console.client(cookies.admin).namespaces.list.query({});
    expect(rows.map(({ name }) => name)).not.toContain("stolen");
  });
});

describe("applying a text", () => {
  it("says what would happen without doing it, then does it, and changes nothing the second time", async () => {
    const api = console.client(cookies.deployer);
    const asked = { yaml: settings("low"), namespace: "shop" };
    const dry = await api.objects.applyYaml.mutate({ ...asked, dryRun: true });
    expect(dry).toMatchObject({ isApplied: false, errors: [], documents: [{ outcome: "created", name: "settings" }] });
    expect(
      await problemOf(api.config.get.query({ kind: "ConfigMap", namespace: "shop", name: "settings" })),
    ).toMatchObject({ reason: "NotFound" });
    expect((await api.objects.applyYaml.mutate(asked)).documents[0]?.outcome).toBe("created");
    expect((await api.objects.applyYaml.mutate(asked)).documents[0]?.outcome).toBe("unchanged");
    const changed = await api.objects.applyYaml.mutate({ ...asked, yaml: settings("high"), dryRun: true });
    expect(changed.documents[0]).toMatchObject({
      outcome: "configured",
      before: expect.stringContaining("level: low"),
      after: expect.stringContaining("level: high"),
    });
  });

  it("names the line of every fault and stores none of the documents", async () => {
    const api = console.client(cookies.deployer);
    const yaml = `${settings("low").replace("settings", "first")}---\n${settings("low").replace("\ndata:", "\ndaat:")}`;
    const { documents, isApplied } = await api.objects.applyYaml.mutate({ yaml, namespace: "shop" });
    expect(isApplied).toBe(false);
    expect(documents.map(({ outcome }) => outcome)).toEqual(["created", "failed"]);
    expect(documents[1]?.error?.fields).toMatchObject([{ field: "daat", line: 12 }]);
    const { rows } = await api.config.list.query({ namespace: "shop", filter: "name:first" });
    expect(rows).toEqual([]);
  });

  it("names the line where the text is no YAML", async () => {
    const { errors } = await console
      .client(cookies.deployer)
      .objects.applyYaml.mutate({ yaml: "a: 1\nb: [", dryRun: true });
    expect(errors).toMatchObject([{ line: 2 }]);
  });
});

describe("deploying", () => {
  it("makes a Deployment, its Service and its route of the form", async () => {
    const api = console.client(cookies.deployer);
    const form = { name: "hello", namespace: "shop", image: "node:22", ports: [{ containerPort: 8080 }], route: {} };
    const { documents, isApplied } = await api.deployments.deploy.mutate(form);
    expect(isApplied).toBe(true);
    expect(documents.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ["Deployment", "created"],
      ["Service", "created"],
      ["HTTPRoute", "created"],
    ]);
    const { yaml } = await api.deployments.formYaml.mutate(form);
    expect((await api.objects.applyYaml.mutate({ yaml })).documents.map(({ outcome }) => outcome)).toEqual([
      "unchanged",
      "unchanged",
      "unchanged",
    ]);
  });

  it("offers the examples, each with what it is for, and applies one by name", async () => {
    const api = console.client(cookies.deployer);
    const examples = await api.examples.list.query();
    expect(examples.map(({ name }) => name)).toContain("web");
    expect(examples.every(({ says, yaml }) => says !== "" && yaml.includes("kind:"))).toBe(true);
    expect((await api.examples.deploy.mutate({ name: "web", namespace: "shop" })).isApplied).toBe(true);
    expect(await problemOf(api.examples.deploy.mutate({ name: "../package" }))).toMatchObject({ reason: "NotFound" });
  });
});

describe("secret values", () => {
  const at = { namespace: "shop", name: "login" };

  it("leave by reveal alone, which the audit keeps with who asked", async () => {
    const api = console.client(cookies.admin);
    await api.secrets.create.mutate({ ...at, data: { password: "hunter2" } });
    const seen = JSON.stringify([
      await api.config.list.query({ namespace: "shop" }),
      await api.config.get.query({ kind: "Secret", ...at }),
      await api.objects.yaml.query({ kind: "Secret", ...at }),
      await api.objects.history.query({ kind: "Secret", ...at }),
      await api.objects.applyYaml.mutate({
        yaml: "apiVersion: v1\nkind: Secret\nmetadata: {name: login, namespace: shop}\nstringData: {password: other}\n",
        dryRun: true,
      }),
    ]);
    for (const value of ["hunter2", "other"]) {
      expect(seen).not.toContain(`${value}"`);
      expect(seen).not.toContain(Buffer.from(value).toString("base64"));
    }
    const looked = () => api.audit.list.query({ kind: "Secret", verb: "get", name: "login" });
    expect((await looked()).rows).toEqual([]);
    expect(await api.secrets.reveal.mutate(at)).toEqual({ values: { password: "hunter2" }, binary: [] });
    expect((await looked()).rows).toMatchObject([{ subject: admin.email, verb: "get", name: "login" }]);
  });

  it("that are not sent are kept by an update", async () => {
    const api = console.client(cookies.admin);
    await api.secrets.update.mutate({ ...at, data: { user: "ada" } });
    expect((await api.secrets.reveal.mutate(at)).values).toEqual({ password: "hunter2", user: "ada" });
    await api.secrets.update.mutate({ ...at, data: {}, removed: ["user"] });
    expect((await api.secrets.reveal.mutate(at)).values).toEqual({ password: "hunter2" });
  });
});

describe("a session", () => {
  it("ends at once when an administrator disables its user", async () => {
    const email = "tom@example.com";
    const password = "for a short time";
    const { id } = await console.access.users.create({ name: "Tom", email, password, role: "viewer" });
    const api = console.client(await console.signIn({ email, password }));
    expect(await api.session.me.query()).toMatchObject({ email });
    await console.client(cookies.admin).users.disable.mutate({ id });
    expect(await api.session.me.query()).toBeNull();
    await expect(console.signIn({ email, password })).rejects.toThrow();
  });
});

describe("the door", () => {
  it("sends every page with a policy that lets no other site's script in, and says what is ready", async () => {
    const page = await fetch(`${console.url}/pods`);
    expect(await page.text()).toBe("a page");
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toMatch(/script-src 'self' 'nonce-[^']{20,}'/);
    expect(page.headers.get("x-content-type-options")).toBe("nosniff");
    const ready = await fetch(`${console.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, { isReady: true, parts: { store: { isReady: true } } }]);
  });
});

// Last: nobody signs in from here for a minute after it.
describe("guessing a password", () => {
  it("ends after a few tries from one address, even when the next guess is right", async () => {
    const guess = (password: string) =>
      fetch(`${console.url}/api/auth/sign-in/email`, {
        method: "POST",
        // A caller cannot say that each guess comes from somewhere else.
        headers: { "content-type": "application/json", origin: console.url, "x-pilothouse-address": password },
        body: JSON.stringify({ email: admin.email, password }),
      });
    const answers: number[] = [];
    for (let tries = 1; tries <= 11; tries++) answers.push((await guess(`198.51.100.${tries}`)).status);
    expect(answers.at(-1)).toBe(429);
    expect((await guess(admin.password)).status).toBe(429);
  });
});
