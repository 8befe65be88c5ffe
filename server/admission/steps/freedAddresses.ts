import type { Service } from "@/server/objects/types";
import type { AdmissionStep } from "../request";
import { keyOf } from "./nodePorts";

/**
 * A Service that is deleted soon after it was made leaves no reservation behind, so that it can be made again as it was
 * (undo). While it is still stored its address and ports are used, reserved or not.
 */
export const freedAddresses: AdmissionStep = {
  name: "freedAddresses",
  admit(object, { kind, dryRun }, { reservations }) {
    if (kind.kind !== "Service" || kind.group !== "" || dryRun) return object;
    const { clusterIP, ports = [] } = (object as Service).spec;
    if (clusterIP) reservations.free(clusterIP);
    for (const { nodePort } of ports) if (nodePort) reservations.free(keyOf(nodePort));
    return object;
  },
};
