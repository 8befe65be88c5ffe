import { expect, it } from "vitest";
import { aSecret } from "@/server/objects/builders";
import { masked } from "./masked";

it("hides every value of a Secret, also those in the annotation that repeats it", () => {
  const value = Buffer.from("hunter2").toString("base64");
  const secret = aSecret("login")
    .annotated({ "kubectl.kubernetes.io/last-applied-configuration": `{"data":{"password":"${value}"}}`, note: "kept" })
    .with((draft) => {
      draft.data = { password: value };
      Object.assign(draft, { stringData: { password: "hunter2" } });
    })
    .build();
  const shown = masked(secret);
  expect(JSON.stringify(shown)).not.toMatch(new RegExp(`${value}|hunter2`));
  expect(shown.data).toEqual({ password: "••••••••" });
  expect(shown.metadata.annotations).toEqual({ note: "kept" });
});
