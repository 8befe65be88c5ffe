import type { Subject } from "@/server/cluster/subject";
import { looksLikeJwt } from "./jwt";
import type { Look, ServiceTokens } from "./serviceTokens";

export interface Identified {
  readonly subject: Subject;
  /** What the token is meant for, of what was asked for; absent where tokens are not meant for anything. */
  readonly audiences?: readonly string[];
}

/** Whose token a text is; or a sentence that says why it is nobody's. Without audiences, it must be meant for this cluster. */
export type Identify = (token: string, audiences?: readonly string[]) => Promise<Identified | string>;

export interface IdentifyOptions {
  readonly tokens?: ServiceTokens;
  readonly look: Look;
  /** Whose program bears a token that is no service account's. */
  readonly others?: (token: string) => Promise<Subject | undefined>;
}

export function createIdentify({ tokens, look, others }: IdentifyOptions): Identify {
  return async (token, audiences) => {
    if (tokens && looksLikeJwt(token))
      return tokens.verify(token, audiences?.length ? audiences : [tokens.issuer], look);
    const subject = await others?.(token);
    return subject ? { subject, ...(audiences && { audiences }) } : "invalid bearer token";
  };
}
