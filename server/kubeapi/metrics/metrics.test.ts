import { describe, expect, it } from "vitest";
import { parseResourcePath } from "../requestPath";
import { promText } from "./promText";
import { RequestMetrics } from "./requestMetrics";

function seen(method: string, path: string, more: { isWatch?: boolean } = {}) {
  return { method, isWatch: false, isDryRun: false, path: parseResourcePath(path), ...more };
}

describe("the metrics of requests", () => {
  it("count each by verb, resource and code, in apiserver's words", () => {
    const metrics = new RequestMetrics();
    metrics.begin(seen("GET", "/api/v1/pods"), () => 0)(200);
    metrics.begin(seen("GET", "/api/v1/pods"), () => 0)(200);
    metrics.begin(seen("PATCH", "/apis/apps/v1/namespaces/a/deployments/b/scale"), () => 0)(409);
    const text = promText(metrics.families());
    expect(text).toContain(
      'apiserver_request_total{verb="LIST",dry_run="",group="",version="v1",resource="pods",subresource="",scope="cluster",component="apiserver",code="200"} 2\n',
    );
    expect(text).toContain(
      'verb="PATCH",dry_run="",group="apps",version="v1",resource="deployments",subresource="scale"',
    );
  });

  it("tell how long answers took in cumulative buckets", () => {
    const metrics = new RequestMetrics();
    let nowMs = 0;
    const took = (ms: number) => {
      const end = metrics.begin(seen("GET", "/api/v1/nodes/a"), () => nowMs);
      nowMs += ms;
      end(200);
    };
    for (const ms of [1, 30, 90_000]) took(ms);
    const text = promText(metrics.families());
    const bucket = (le: string) => new RegExp(`_bucket{[^}]*le="${le.replace("+", "\\+")}"} (\\d+)`).exec(text)?.[1];
    expect(["0.005", "0.05", "60", "+Inf"].map(bucket)).toEqual(["1", "2", "2", "3"]);
    expect(text).toMatch(/_sum{[^}]*} 90\.031\n/);
  });

  it("show watches while they are open, and give them no duration", () => {
    const metrics = new RequestMetrics();
    const end = metrics.begin(seen("GET", "/api/v1/pods", { isWatch: true }), () => 0);
    expect(promText(metrics.families())).toContain('longrunning_requests{verb="WATCH",component="apiserver"} 1\n');
    end(200);
    const text = promText(metrics.families());
    expect(text).toContain('longrunning_requests{verb="WATCH",component="apiserver"} 0\n');
    expect(text).not.toContain("duration_seconds_count");
  });

  it("let nobody make up labels: what is about nothing has none", () => {
    const metrics = new RequestMetrics();
    metrics.begin({ method: "BREW", isWatch: false, isDryRun: false }, () => 0)(404);
    expect(promText(metrics.families())).toContain('verb="OTHER",dry_run="",group="",version="",resource=""');
  });
});

it("escapes what a label may hold", () => {
  const samples = [{ labels: { a: 'x"\\\n' }, value: 1 }];
  expect(promText([{ name: "m", help: "h", type: "gauge", samples }])).toContain('m{a="x\\"\\\\\\n"} 1');
});
