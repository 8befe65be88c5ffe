import { beforeAll, describe, expect, test } from "vitest";
import { until } from "@/server/testing/platform";
import { type Clients, deployWeb, json } from "./clients";

export function describePods({ inNamespace }: Clients): void {
  describe("pods", () => {
    const k = inNamespace("pods");
    beforeAll(() => deployWeb(k), 90_000);
    const print = (text: string) => ["--command", "--", "node", "-e", `console.log(${JSON.stringify(text)})`];

    test("run starts a pod that does its work and ends", async () => {
      await k.run(["run", "once", "--image=node", "--restart=Never", ...print("hello")]);
      await k.run("wait --for=jsonpath={.status.phase}=Succeeded pod/once --timeout=30s");
      expect(await k.run("logs once")).toBe("hello\n");
    });

    test("create job runs to its end", async () => {
      await k.run(["create", "job", "sum", "--image=node", "--", "node", "-e", "console.log(1 + 1)"]);
      await k.run("wait --for=condition=Complete job/sum --timeout=30s");
      expect(await k.run("logs job/sum")).toBe("2\n");
    });

    test("logs takes the last lines, the time of each, and all pods of a label", async () => {
      expect(await k.run("logs deployment/web --tail=1 --timestamps")).toMatch(/^\d{4}-\d\d-\d\dT\S+Z tick\n$/);
      const all = await k.run("logs -l app=web --prefix --tail=-1");
      expect(new Set(all.match(/^\[pod\/web-\S+ version 1 begins$/gm))).toHaveProperty("size", 2);
    });

    test("logs -f goes on with what is written", async () => {
      const following = k.start("logs -f deployment/web --since=1s");
      const ticks = () => following.printed().split("tick").length;
      await following.untilPrinted("tick");
      const before = ticks();
      await until("more is written", 10_000, () => ticks() > before);
      await following.stop();
    });

    test("logs --previous tells what the container said before it was started again", async () => {
      const script = 'console.log("run", process.pid); process.exit(3)';
      await k.run(["run", "crash", "--image=node", "--command", "--", "node", "-e", script]);
      await until("it has crashed", 20_000, async () => {
        const { status } = await json(k, "get pod crash");
        return (status.containerStatuses?.[0]?.restartCount ?? 0) >= 1;
      });
      expect(await k.run("logs crash --previous")).toMatch(/^run \d+\n$/);
      await k.run("delete pod crash --grace-period=0 --force");
    });

    test("exec runs a command in a pod, with its input and its exit code", async () => {
      expect(await k.run(["exec", "deployment/web", "--", "node", "-p", "process.env.VERSION"])).toBe("1\n");
      const shout = "process.stdin.on('data', (text) => process.stdout.write(String(text).toUpperCase()))";
      expect(await k.run(["exec", "-i", "deployment/web", "--", "node", "-e", shout], { stdin: "quiet" })).toBe(
        "QUIET",
      );
      const { code } = await k.fail(["exec", "deployment/web", "--", "node", "-e", "process.exit(7)"]);
      expect(code).toBe(7);
    });

    test("attach joins what the container writes", async () => {
      const attached = k.start("attach deployment/web");
      await attached.untilPrinted("tick");
      await attached.stop();
    });

    test("port-forward carries requests to a pod's port", async () => {
      const forwarding = k.start("port-forward deployment/web :8080");
      await forwarding.untilPrinted(/127\.0\.0\.1:\d+ -> 8080/);
      const port = /127\.0\.0\.1:(\d+)/.exec(forwarding.printed())?.[1];
      const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: "close" } });
      expect(await answer.text()).toBe("1");
      await forwarding.stop();
    });

    test("create job --from runs a CronJob's work now", async () => {
      const manual = ["create", "cronjob", "nightly", "--image=node", "--schedule=0 3 * * *"];
      await k.run([...manual, "--", "node", "-e", "console.log('worked')"]);
      await k.run("create job now --from=cronjob/nightly");
      await k.run("wait --for=condition=Complete job/now --timeout=30s");
      expect(await k.run("logs job/now")).toBe("worked\n");
    });
  });
}
