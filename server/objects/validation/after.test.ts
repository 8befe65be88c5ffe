import { describe, expect, it } from "vitest";
import { aDeployment, aPod } from "../builders";
import { findFaults } from "../check";
import { deployment } from "../kinds/deployment";
import { pod } from "../kinds/pod";

const waitingFor = (value: string) => ({ "pilothouse.dev/after": value });
const faultsOf = (value: string) => findFaults(aDeployment("web").annotated(waitingFor(value)).build(), deployment);

describe("pilothouse.dev/after", () => {
  it("takes names of workloads, however they are spaced", () => {
    expect(faultsOf("database, cache ,")).toEqual([]);
    expect(faultsOf("")).toEqual([]);
  });

  it("refuses what is no name, at its place", () => {
    expect(faultsOf("database,My App")).toMatchObject([
      { field: "metadata.annotations[pilothouse.dev/after]", message: expect.stringContaining('"My App"') },
    ]);
  });

  it("refuses a workload that waits for itself, by its own annotation or by its template's", () => {
    expect(faultsOf("web")).toMatchObject([{ message: expect.stringContaining("must not name the workload itself") }]);
    const templated = aDeployment("web").withTemplate((template) => {
      template.metadata = { ...template.metadata, annotations: waitingFor("web") };
    });
    expect(findFaults(templated.build(), deployment)).toMatchObject([
      { field: "spec.template.metadata.annotations[pilothouse.dev/after]" },
    ]);
  });

  it("lets a single pod have the name of the workload that it waits for", () => {
    expect(findFaults(aPod("web").annotated(waitingFor("web")).build(), pod)).toEqual([]);
  });
});
