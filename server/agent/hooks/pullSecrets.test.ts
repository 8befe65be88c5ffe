import { describe, expect, it } from "vitest";
import { aPod, aSecret } from "@/server/objects/builders";
import { loginsFor, matchingLogins } from "./pullSecrets";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const secretWith = (auths: object) => aSecret("pull", { ".dockerconfigjson": JSON.stringify({ auths }) }).build();
const login = (username: string) => ({ auth: base64(`${username}:word:with:colons`) });
const namesFor = (image: string, auths: object) =>
  matchingLogins(image, [secretWith(auths)]).map(({ username }) => username);

describe("pull secrets", () => {
  it("are matched by host, port and the beginning of the path, the most specific first", () => {
    const auths = {
      "https://registry.test/v2/": login("host"),
      "registry.test/team": login("team"),
      "registry.test:5000": login("port"),
      "*.wild.test": login("wild"),
    };
    expect(namesFor("registry.test/team/web:1", auths)).toEqual(["team", "host"]);
    expect(namesFor("registry.test/teams/web", auths)).toEqual(["host"]);
    expect(namesFor("registry.test:5000/web", auths)).toEqual(["port"]);
    expect(namesFor("one.wild.test/web", auths)).toEqual(["wild"]);
    expect(namesFor("two.one.wild.test/web", auths)).toEqual([]);
  });

  it("of Docker Hub are for images without a registry, however they name it", () => {
    for (const key of ["https://index.docker.io/v1/", "docker.io"]) {
      expect(namesFor("nginx", { [key]: login("hub") })).toEqual(["hub"]);
      expect(namesFor("docker.io/library/nginx:1", { [key]: login("hub") })).toEqual(["hub"]);
      expect(namesFor("registry.test/nginx", { [key]: login("hub") })).toEqual([]);
    }
  });

  it("are read in both of Docker's shapes, with a token too, and what is no login is passed over", () => {
    const old = aSecret("old", { ".dockercfg": JSON.stringify({ "r.test": { username: "a", password: "b" } }) });
    const token = secretWith({ "r.test": { identitytoken: "t" }, "r.test/x": 7, "r.test/y": {} });
    const broken = aSecret("broken", { ".dockerconfigjson": "{" });
    expect(matchingLogins("r.test/y/web", [old.build(), token, broken.build()])).toEqual([
      { serverAddress: "r.test", username: "a", password: "b" },
      { serverAddress: "r.test", identityToken: "t" },
    ]);
    expect(matchingLogins("r.test/web", [secretWith({ "r.test": login("me") })])[0]?.password).toBe("word:with:colons");
  });

  it("that are not there are told by name", async () => {
    const pod = aPod("web")
      .with(({ spec }) => {
        spec.imagePullSecrets = [{ name: "pull" }, { name: "gone" }];
      })
      .build();
    const references = {
      configMap: async () => undefined,
      secret: async (_namespace: string, name: string) =>
        name === "pull" ? secretWith({ "r.test": login("me") }) : undefined,
      claim: async () => undefined,
      volume: async () => undefined,
      token: async () => "",
      keepFor() {},
    };
    const { logins, missing } = await loginsFor("r.test/web", pod, references);
    expect([logins.length, missing]).toEqual([1, ["gone"]]);
  });
});
