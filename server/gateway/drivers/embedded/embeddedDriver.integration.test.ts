import { systemClock } from "@/server/lib/clock";
import { describeDriver } from "../driverContract";
import { EmbeddedDriver } from "./embeddedDriver";

describeDriver("the embedded driver", async () => {
  const driver = new EmbeddedDriver(systemClock);
  await driver.listen("127.0.0.1", 0);
  return { driver, port: driver.port };
});
