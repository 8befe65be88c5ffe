import { type SignedIn, subjectOf } from "@/server/access/sessions";
import type { Cluster } from "@/server/cluster/cluster";
import { anonymous, type Subject } from "@/server/cluster/subject";
import type { Services } from "./services";

/** One request: who asks, and everything as that one sees it. */
export interface Context {
  readonly services: Services;
  readonly session: SignedIn | undefined;
  readonly subject: Subject;
  readonly cluster: Cluster;
  /** Where the request came from. */
  readonly ip: string;
  /** As the browser sent them: for what makes cookies. */
  readonly headers: Headers;
  /** Adds `Set-Cookie` to the answer. */
  setCookies(cookies: readonly string[]): void;
}

export interface Asked {
  readonly headers: Headers;
  /** The caller's address, as the door saw it. */
  readonly ip: string;
  setCookies(cookies: readonly string[]): void;
}

/** Who asks, and the cluster as that one sees it; nobody's request sees nothing. */
export async function createContext(services: Services, asked: Asked): Promise<Context> {
  const session = await services.sessions.of(asked.headers);
  const subject = session ? subjectOf(session, asked.ip) : { ...anonymous, via: asked.ip };
  return { services, session, subject, cluster: services.cluster.as(subject), ...asked };
}
