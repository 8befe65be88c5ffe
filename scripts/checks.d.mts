import type { Settings } from "./settings.mjs";

export declare function refuseUnknown(environment: Record<string, string | undefined>): void;
export declare function checkMachine(
  settings: Pick<Settings, "host" | "runtime" | "gateway">,
  environment: Record<string, string | undefined>,
): Promise<void>;
