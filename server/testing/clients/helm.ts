import fs from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type Clients, json } from "./clients";

/** What a process that stands for the chart's image does: it tells its version, and answers at its port. */
const serve = `require("node:http").createServer((_, response) => response.end(process.env.VERSION)).listen(process.env.PORT, process.env.HOST)`;

/** What the chart's own test does: it asks the service, which pods find by their environment. */
const ask = `fetch("http://" + process.env.SHOP_SERVICE_HOST + ":" + process.env.SHOP_SERVICE_PORT).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))`;

/** A chart as `helm create` writes it; its containers get commands, since images here are programs of the machine. */
function adapt(chart: string): void {
  const change = (file: string, ...changes: readonly (readonly [RegExp, string])[]) => {
    const text = fs.readFileSync(path.join(chart, file), "utf8");
    fs.writeFileSync(
      path.join(chart, file),
      changes.reduce((changed, [what, to]) => changed.replace(what, to), text),
    );
  };
  const command = "$1command: {{ toJson .Values.command }}";
  const env = "$1env: [{ name: VERSION, value: {{ quote .Values.version }} }]";
  change("templates/deployment.yaml", [/^( +)image:/m, `${command}\n${env}\n$1image:`]);
  change("templates/tests/test-connection.yaml", [/command: .*\n +args: .*/, "command: {{ toJson .Values.ask }}"]);
  // A port that needs no privilege, and the account that every namespace has.
  change("values.yaml", [/^( +)port: 80$/m, "$1port: 8180"], [/^( +)create: true$/m, "$1create: false"]);
  const commands = { command: ["node", "-e", serve], ask: ["node", "-e", ask], version: "one" };
  const lines = Object.entries(commands).map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`);
  fs.appendFileSync(path.join(chart, "values.yaml"), `\n${lines.join("")}`);
}

/** Before an install and after an upgrade a job has its say. */
const hook = (name: string, when: string) => `
apiVersion: batch/v1
kind: Job
metadata:
  name: ${name}
  annotations:
    helm.sh/hook: ${when}
    helm.sh/hook-delete-policy: before-hook-creation
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: main
          image: node
          command: [node, -e, "console.log('{{ .Release.Revision }}')"]
`;

export function describeHelm({ dataDir, helm, inNamespace }: Clients): void {
  describe("Helm", () => {
    const k = inNamespace("helm");
    const h = helm.with("-n", "helm");
    const chart = path.join(dataDir, "charts/shop");
    const ready = ["--wait", "--timeout=60s"];
    // Helm keeps to it in later upgrades of the release.
    const fromClient = "--server-side=false";
    const version = () => k.run("get deployment shop -o jsonpath={.spec.template.spec.containers[0].env[0].value}");

    beforeAll(async () => {
      fs.mkdirSync(path.dirname(chart));
      await helm.run(["create", chart]);
      adapt(chart);
    });

    test("installs a chart that it made, and waits until it is ready", async () => {
      expect(await h.run(["install", "shop", chart, fromClient, ...ready])).toContain("STATUS: deployed");
      expect((await json(k, "get deployment shop")).status.readyReplicas).toBe(1);
    });

    test("tests the release by the chart's own pod", async () => {
      expect(await h.run("test shop --timeout=60s")).toMatch(/Phase: +Succeeded/);
    });

    test("upgrades to other values, and rolls back to the former", async () => {
      await h.run(["upgrade", "shop", chart, "--set", "version=two", "--set", "replicaCount=2", ...ready]);
      expect(await version()).toBe("two");
      await h.run(["rollback", "shop", "1", ...ready]);
      expect([await version(), (await json(k, "get deployment shop")).spec.replicas]).toEqual(["one", 1]);
      expect((await h.run("history shop")).match(/deployed|superseded/g)).toEqual([
        "superseded",
        "superseded",
        "deployed",
      ]);
    });

    test("uninstalls all of it", async () => {
      await h.run(["uninstall", "shop", ...ready]);
      expect(await k.run("get deployments,services,secrets -o name")).toBe("");
    });

    test("runs a chart's hooks, and waits for each", async () => {
      const hooked = path.join(dataDir, "charts/hooked");
      fs.mkdirSync(path.join(hooked, "templates"), { recursive: true });
      fs.writeFileSync(path.join(hooked, "Chart.yaml"), "apiVersion: v2\nname: hooked\nversion: 1.0.0\n");
      fs.writeFileSync(path.join(hooked, "templates/before.yaml"), hook("before", "pre-install"));
      fs.writeFileSync(path.join(hooked, "templates/after.yaml"), hook("after", "post-upgrade"));
      await h.run(["install", "hooked", hooked, fromClient, ...ready]);
      expect(await k.run("logs job/before")).toBe("1\n");
      await h.run(["upgrade", "hooked", hooked, ...ready]);
      expect(await k.run("logs job/after")).toBe("2\n");
      await h.run("uninstall hooked");
    });
  });
}
