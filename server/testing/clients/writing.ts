import { describe, expect, test } from "vitest";
import { type Clients, json, webManifest } from "./clients";

export function describeWriting({ inNamespace }: Clients): void {
  describe("writing", () => {
    const k = inNamespace("writing");
    const config = (data: object, labels = {}) =>
      JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings", labels }, data });
    const data = () => k.run("get configmap settings -o jsonpath={.data}");

    test("apply creates, configures, leaves alone, and takes away what is no longer named", async () => {
      const apply = (stdin: string) => k.run("apply -f -", { stdin });
      expect(await apply(config({ a: "1", b: "2" }))).toBe("configmap/settings created\n");
      expect(await apply(config({ a: "1", b: "2" }))).toBe("configmap/settings unchanged\n");
      expect(await apply(config({ a: "3" }))).toBe("configmap/settings configured\n");
      expect(await data()).toBe('{"a":"3"}');
    });

    test("apply refuses a field that does not exist, by its name, before anything is stored", async () => {
      const { stderr } = await k.fail("apply -f -", { stdin: webManifest.replace("replicas: 2", "replicsa: 2") });
      expect(stderr).toMatch(/unknown field "?spec\.replicsa/);
      await k.fail("get deployment web");
    });

    test("diff shows what would change, by its exit code too", async () => {
      await k.run("apply -f -", { stdin: config({ a: "1" }) });
      const { code, stdout } = await k.fail("diff -f -", { stdin: config({ a: "2" }) });
      expect([code, stdout]).toEqual([1, expect.stringMatching(/^- +a: "1"\n\+ +a: "2"/m)]);
      expect(await k.run("diff -f -", { stdin: config({ a: "1" }) })).toBe("");
    });

    test("a server's dry run stores nothing", async () => {
      const stdin = config({ a: "dry" });
      expect(await k.run("apply --dry-run=server -f -", { stdin })).toMatch(/configured \(server dry run\)/);
      expect(await data()).not.toContain("dry");
    });

    test("patch takes the three kinds", async () => {
      await k.run("apply -f -", { stdin: config({ a: "1" }) });
      await k.run(["patch", "configmap", "settings", "-p", '{"data":{"b":"2"}}']);
      await k.run(["patch", "configmap", "settings", "--type=merge", "-p", '{"data":{"a":null}}']);
      const operations = '[{"op":"move","from":"/data/b","path":"/data/c"}]';
      await k.run(["patch", "configmap", "settings", "--type=json", "-p", operations]);
      expect(await data()).toBe('{"c":"2"}');
    });

    test("label and annotate set, refuse to overwrite, and take away", async () => {
      const metadata = async () => (await json(k, "get configmap settings")).metadata;
      await k.run("label configmap settings tier=a");
      expect((await k.fail("label configmap settings tier=b")).stderr).toContain("--overwrite is false");
      await k.run("label --overwrite configmap settings tier=b");
      await k.run("annotate configmap settings why=test");
      expect(await metadata()).toMatchObject({ labels: { tier: "b" }, annotations: { why: "test" } });
      await k.run("label configmap settings tier-");
      expect((await metadata()).labels?.tier).toBeUndefined();
    });

    test("create makes what has a command of its own", async () => {
      await k.run("create configmap made --from-literal=a=b");
      await k.run("create secret generic hidden --from-literal=password=secret");
      expect(await k.run("get secret hidden -o jsonpath={.data.password}")).toBe("c2VjcmV0");
      await k.run(["create", "deployment", "idle", "--image=x", "--replicas=0"]);
      expect((await json(k, "get deployment idle")).spec.replicas).toBe(0);
      await k.run("create service clusterip plain --tcp=80:8080");
      expect((await json(k, "get service plain")).spec.ports).toMatchObject([{ port: 80, targetPort: 8080 }]);
      expect((await k.fail("create configmap made")).stderr).toContain('configmaps "made" already exists');
    });

    test("edit writes what the editor leaves", async () => {
      await k.run("apply -f -", { stdin: config({ a: "before" }) });
      const env = { KUBE_EDITOR: "sed -i s/before/after/" };
      expect(await k.run("edit configmap settings", { env })).toBe("configmap/settings edited\n");
      expect(await k.run("get configmap settings -o jsonpath={.data.a}")).toBe("after");
    });

    test("replace refuses what was changed meanwhile", async () => {
      const read = await k.run("get configmap settings -o json");
      await k.run("annotate configmap settings meanwhile=changed");
      expect((await k.fail("replace -f -", { stdin: read })).stderr).toMatch(/object has been modified/);
    });

    test("delete by a label, and wait --for=delete ends when it is gone", async () => {
      await k.run("create configmap gone");
      await k.run("label configmap gone going=yes");
      const waiting = k.run("wait --for=delete configmap/gone --timeout=20s");
      expect(await k.run("delete configmap -l going=yes")).toMatch(/configmap "gone" deleted/);
      await waiting;
    });
  });
}
