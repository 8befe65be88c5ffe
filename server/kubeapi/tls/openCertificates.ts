import fs from "node:fs";
import path from "node:path";
import type { Clock } from "@/server/lib/clock";
import type { Log } from "@/server/lib/log";
import type { Random } from "@/server/lib/random";
import { type KeyPair, makeAuthority, makeServing } from "./makeCertificates";
import type { ServingNames } from "./names";
import { isAuthorityGood, whyRenew } from "./renewal";

export interface Certificates {
  /** What clients must trust, as PEM. */
  readonly authority: string;
  /** What the server shows now. */
  readonly serving: KeyPair;
}

export interface CertificateOptions {
  /** Where they are kept: files that only this user can read. */
  readonly folder: string;
  names(): ServingNames;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/**
 * The certificates of the data folder, made at first use. The serving one is made anew when it nears its end, or the
 * names of the machine are others; the authority only when it could not sign another one, since clients have to be told.
 */
export async function openCertificates(options: CertificateOptions): Promise<Certificates> {
  const { folder, names, clock, random, log } = options;
  const [authorityFile, servingFile] = [path.join(folder, "api-ca.pem"), path.join(folder, "api-serving.pem")];
  const when = () => ({ nowMs: clock.now(), serialNumber: serialOf(random) });
  let authority = read(authorityFile);
  if (!authority || !isAuthorityGood(authority.certificate, clock.now())) {
    authority = await makeAuthority(when());
    write(authorityFile, authority);
    log.info({ file: authorityFile }, "a certificate authority for the API was made");
  }
  let serving = read(servingFile);
  const wanted = { authority: authority.certificate, names: names() };
  const why = serving ? whyRenew({ ...wanted, certificate: serving.certificate }, clock.now()) : "there was none";
  if (!serving || why) {
    serving = await makeServing({ authority, names: wanted.names, ...when() });
    write(servingFile, serving);
    log.info({ why, names: wanted.names }, "the API has a new certificate");
  }
  return { authority: authority.certificate, serving };
}

/** Positive, and as long as RFC 5280 allows. */
function serialOf(random: Random): string {
  return `4${random.uuid().replaceAll("-", "").slice(1)}`;
}

/** Key and certificate lie in one file, so that they never belong to two. Undefined when it is not there, or is none. */
function read(file: string): KeyPair | undefined {
  if (!fs.existsSync(file)) return undefined;
  const text = fs.readFileSync(file, "utf8");
  const [key, certificate] = [blockOf(text, "PRIVATE KEY"), blockOf(text, "CERTIFICATE")];
  return key && certificate ? { key, certificate } : undefined;
}

function blockOf(text: string, name: string): string | undefined {
  return new RegExp(`-----BEGIN ${name}-----[^-]+-----END ${name}-----\n`).exec(text)?.[0];
}

function write(file: string, { key, certificate }: KeyPair): void {
  const draft = `${file}.new`;
  fs.writeFileSync(draft, key + certificate, { mode: 0o600, flush: true });
  fs.renameSync(draft, file);
}
