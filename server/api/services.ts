import type { ApiTokens } from "@/server/access/apiTokens";
import type { AuditLog } from "@/server/access/audit";
import type { Policy } from "@/server/access/policyTypes";
import type { RateLimit } from "@/server/access/rateLimit";
import type { Sessions } from "@/server/access/sessions";
import type { Setup } from "@/server/access/setup";
import type { SignIn } from "@/server/access/signIn";
import type { Users } from "@/server/access/users";
import type { Cluster } from "@/server/cluster/cluster";
import type { Clock } from "@/server/lib/clock";
import type { Log } from "@/server/lib/log";
import type { Random } from "@/server/lib/random";
import type { TrafficSource } from "@/server/views/traffic";
import type { UsageSource } from "@/server/views/usage";

/** How programs reach the Kubernetes API. */
export interface ApiDoor {
  readonly port: number;
  /** What it listens on; undefined when that is every address of the machine. */
  readonly host?: string;
  /** What clients must trust, as PEM. */
  authority(): string;
  /** Whether the certificate is made out to this name or address. */
  hasName(name: string): boolean;
}

/** What the doors are made with; the same for every request. */
export interface Services {
  /** As handed out by the engine: nobody's. */
  readonly cluster: Cluster;
  readonly policy: Policy;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly users: Users;
  readonly tokens: ApiTokens;
  /** Where programs reach the Kubernetes API; undefined where it has no port. */
  readonly apiDoor?: ApiDoor;
  readonly setup: Setup;
  /** How often one address may try a setup link. */
  readonly setupLimit: RateLimit;
  readonly audit: AuditLog;
  readonly usage?: UsageSource;
  readonly traffic?: TrafficSource;
  readonly gatewayUrl?: string;
  /** The folder with the manifests that are offered where nothing runs yet. */
  readonly examplesFolder: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}
