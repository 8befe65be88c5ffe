import type { webcrypto } from "node:crypto";
import type { ServingNames } from "./names";
import { authorityMs, backdatedMs, servingMs } from "./renewal";

/** A certificate and the key that belongs to it, as PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

interface When {
  readonly nowMs: number;
  /** Hexadecimal, another one for each certificate. */
  readonly serialNumber: string;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** An authority of this installation's own: it signs serving certificates and nothing else. */
export async function makeAuthority({ nowMs, serialNumber }: When): Promise<KeyPair> {
  const x509 = await load();
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber,
    name: `CN=pilothouse-ca-${serialNumber.slice(0, 8)}`,
    notBefore: new Date(nowMs - backdatedMs),
    notAfter: new Date(nowMs + authorityMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: `${made.toString("pem")}\n`, key: await pemOf(keys.privateKey) };
}

interface Wanted extends When {
  readonly authority: KeyPair;
  readonly names: ServingNames;
}

/** A certificate for a server that is called by any of the names. */
export async function makeServing({ authority, names, nowMs, serialNumber }: Wanted): Promise<KeyPair> {
  const x509 = await load();
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const issuer = new x509.X509Certificate(authority.certificate);
  const made = await x509.X509CertificateGenerator.create({
    serialNumber,
    subject: "CN=pilothouse-api",
    issuer: issuer.subject,
    notBefore: new Date(nowMs - backdatedMs),
    notAfter: new Date(nowMs + servingMs),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: await privateKeyOf(authority.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...names.dns.map((value) => ({ type: "dns" as const, value })),
        ...names.ips.map((value) => ({ type: "ip" as const, value })),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: `${made.toString("pem")}\n`, key: await pemOf(keys.privateKey) };
}

/** Loaded only when something has to be made, which is once a year: it holds 20 MB from then on. */
async function load() {
  await import("reflect-metadata");
  return import("@peculiar/x509");
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  const text = Buffer.from(await crypto.subtle.exportKey("pkcs8", key)).toString("base64");
  return `-----BEGIN PRIVATE KEY-----\n${text.match(/.{1,64}/g)?.join("\n")}\n-----END PRIVATE KEY-----\n`;
}

async function privateKeyOf(pem: string): Promise<webcrypto.CryptoKey> {
  const bytes = Buffer.from(pem.replace(/-----[A-Z ]+-----/g, ""), "base64");
  return crypto.subtle.importKey("pkcs8", bytes, algorithm, false, ["sign"]);
}
