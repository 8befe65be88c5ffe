import type * as z from "zod";
import type { Cluster } from "@/server/cluster/cluster";
import type { Clock } from "@/server/lib/clock";
import type { TrafficSource } from "./traffic";
import type { UsageSource } from "./usage";

/** What a view's answer is made of: a change of such an object may change the answer. */
export interface Dependency {
  readonly kind: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** What a view may know beside the cluster. */
export interface ViewContext {
  readonly clock: Clock;
  /** Usage as it was last measured; absent where nothing measures. */
  readonly usage?: UsageSource;
  /** What the gateway carries; absent where nobody asks it. */
  readonly traffic?: TrafficSource;
  /** Where the gateway answers, as a person would type it: `http://127.0.0.1:8080`. */
  readonly gatewayUrl?: string;
}

/** A projection of the cluster for one screen; see README.md. `I` is what `input` gives after its defaults. */
export interface View<Name extends string, Schema extends z.ZodType, O> {
  readonly name: Name;
  readonly input: Schema;
  /** How often the answer may change although no object did (usage, ages of conditions). */
  readonly refreshMs?: number;
  dependsOn(input: z.output<Schema>): readonly Dependency[];
  read(cluster: Cluster, input: z.output<Schema>, context: ViewContext): Promise<O>;
}

/** Any view, for those who only pass it on. */
export interface AnyView {
  readonly name: string;
  readonly input: z.ZodType;
  readonly refreshMs?: number;
  dependsOn(input: unknown): readonly Dependency[];
  read(cluster: Cluster, input: unknown, context: ViewContext): Promise<unknown>;
}

/** Gives a view its types; nothing more. */
export function defineView<Name extends string, Schema extends z.ZodType, O>(
  view: View<Name, Schema, O>,
): View<Name, Schema, O> {
  return view;
}
