import { describe, expect, it } from "vitest";
import { readProtobuf } from "./readProtobuf";
import samples from "./samples.generated.json";

/** What Go's JSON writes of a field that is no pointer, though nothing is in it. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, part]) => [name, withoutEmpty(part)] as const);
  return Object.fromEntries(entries.filter(([, part]) => part !== null && JSON.stringify(part) !== "{}"));
}

const decoded = (protobuf: string) => readProtobuf(Buffer.from(protobuf, "base64"));

describe("protobuf", () => {
  it.each(samples.map((sample) => [sample.json.kind, sample] as const))(
    "of a %s, as a real API server writes it, is the JSON that it writes",
    async (_, { json, protobuf }) => {
      expect(withoutEmpty(await decoded(protobuf))).toEqual(withoutEmpty(json));
    },
  );

  it("keeps the zero of what may be absent, and an empty part that was chosen", async () => {
    const deployment = await decoded(samples[0]?.protobuf ?? "");
    expect(deployment).toMatchObject({
      spec: {
        replicas: 0,
        template: {
          spec: {
            automountServiceAccountToken: false,
            terminationGracePeriodSeconds: 0,
            volumes: [{ name: "e", emptyDir: {} }, { configMap: { defaultMode: 0 } }],
          },
        },
      },
    });
  });

  it("is refused when it is cut at any byte, or is none, and nothing else happens", async () => {
    const whole = Buffer.from(samples[3]?.protobuf ?? "", "base64");
    for (let length = 0; length < whole.length; length++) {
      const cut = readProtobuf(whole.subarray(0, length));
      await cut.then(
        (read) => expect(read).not.toEqual(samples[3]?.json),
        (error) => expect(error).toMatchObject({ reason: "BadRequest" }),
      );
    }
    await expect(readProtobuf(Buffer.from('{"kind":"Pod"}'))).rejects.toMatchObject({ reason: "BadRequest" });
  });

  it("has no word for a kind that is not Kubernetes' own", async () => {
    const body = Buffer.from("k8s\0\x0a\x1a\x0a\x0eexample.com/v1\x12\x06Widget\x12\x00", "latin1");
    expect(await readProtobuf(body)).toBeUndefined();
  });
});
