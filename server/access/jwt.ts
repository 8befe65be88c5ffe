import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";

/** A key that signs tokens (ECDSA on P-256, `ES256` of RFC 7518), with the public half as a JSON Web Key. */
export interface SigningKey {
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: Readonly<Record<string, unknown>>;
}

const algorithm = "ES256";

/** Throws on what is no private key of P-256. */
export function readSigningKey(pem: string): SigningKey {
  const privateKey = createPrivateKey(pem);
  if (privateKey.asymmetricKeyDetails?.namedCurve !== "prime256v1")
    throw new Error("the key that signs tokens must be an EC key on the curve P-256");
  const publicKey = createPublicKey(privateKey);
  const id = createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("base64url");
  const jwk = { ...publicKey.export({ format: "jwk" }), use: "sig", kid: id, alg: algorithm };
  return { id, privateKey, publicKey, jwk };
}

export function signJwt(key: SigningKey, claims: object): string {
  const text = `${encode({ alg: algorithm, kid: key.id })}.${encode(claims)}`;
  const signature = sign("sha256", Buffer.from(text), { key: key.privateKey, dsaEncoding: "ieee-p1363" });
  return `${text}.${signature.toString("base64url")}`;
}

/** The claims of a token that this key signed; undefined for any other text. Times are the caller's to look at. */
export function verifyJwt(key: SigningKey, token: string): Readonly<Record<string, unknown>> | undefined {
  const [head = "", body = "", signature = "", ...rest] = token.split(".");
  if (rest.length > 0 || signature === "") return undefined;
  const header = decode(head);
  // The algorithm is ours to say, never the token's.
  if (header?.alg !== algorithm || header.kid !== key.id) return undefined;
  const signed = Buffer.from(signature, "base64url");
  const isOurs = verify(
    "sha256",
    Buffer.from(`${head}.${body}`),
    { key: key.publicKey, dsaEncoding: "ieee-p1363" },
    signed,
  );
  return isOurs ? decode(body) : undefined;
}

/** Whether a text has the form of a token, without looking into it. */
export function looksLikeJwt(token: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token);
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function decode(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
