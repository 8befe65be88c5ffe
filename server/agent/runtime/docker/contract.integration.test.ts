import { beforeAll, describe } from "vitest";
import { dockerAnswers, ensureTestImage, nodeImage } from "@/server/testing/images";
import { describeRuntime } from "../runtimeContract";
import { aTestInstallation } from "./testDocker";

describe.runIf(await dockerAnswers())("on this machine's engine", () => {
  beforeAll(() => ensureTestImage(nodeImage));
  describeRuntime("the Docker runtime", () => ({ ...aTestInstallation(), image: nodeImage.name }));
});
