import { celEnvironment } from "../cel/environment";

/** What the conditions of a webhook may speak of. */
export const conditionEnvironment = celEnvironment({ object: "dyn", oldObject: "dyn", request: "dyn" });
