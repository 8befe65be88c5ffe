import packet, { type Answer, type DecodedPacket, type Packet } from "dns-packet";
import type { Random } from "@/server/lib/random";
import { answer, type Knowledge, type OwnAnswer, soa } from "./answer";

/** Asks the machine's own resolvers; rejects when none answers in time. */
export type Forward = (query: Buffer, transport: "udp" | "tcp") => Promise<Buffer>;

export interface Replying {
  readonly knowledge: () => Knowledge;
  readonly forward: Forward;
  readonly random: Random;
}

const rcodes = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4 } as const;
const leastUdpBytes = 512;
/** What fits into one packet on every path (DNS Flag Day 2020). */
const ownUdpBytes = 1232;

/** The reply to one query, as bytes; undefined for what is no query at all. */
export async function reply(
  query: Buffer,
  transport: "udp" | "tcp",
  { knowledge, forward, random }: Replying,
): Promise<Buffer | undefined> {
  const asked = decode(query);
  if (asked?.type !== "query") return undefined;
  const [question] = asked.questions ?? [];
  if (opcodeOf(query) !== 0) return response(asked, "NOTIMP");
  if (!question || asked.questions?.length !== 1) return response(asked, "FORMERR");
  const decision = answer(question, knowledge());
  try {
    if (decision.type === "forward") return await forward(query, transport);
    const chased = decision.chase ? await chase(decision.chase, asked, forward) : [];
    const whole = { ...decision, answers: [...shuffled(decision.answers, random), ...chased] };
    return fitting(asked, whole, transport);
  } catch {
    return response(asked, "SERVFAIL");
  }
}

function decode(bytes: Buffer): DecodedPacket | undefined {
  try {
    return packet.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Bits 1 to 4 of the third byte; 0 is a question. */
const opcodeOf = (query: Buffer) => (query.readUInt8(2) >> 3) & 0xf;

function response(asked: DecodedPacket, code: keyof typeof rcodes, parts: Partial<Packet> = {}, flags = 0): Buffer {
  const opt = asked.additionals?.find(({ type }) => type === "OPT");
  const additionals = [...(parts.additionals ?? [])];
  if (opt)
    additionals.push({
      type: "OPT",
      name: ".",
      udpPayloadSize: ownUdpBytes,
      extendedRcode: 0,
      ednsVersion: 0,
      flags: 0,
      flag_do: false,
      options: [],
    });
  const desired = asked.flag_rd ? packet.RECURSION_DESIRED : 0;
  return packet.encode({
    type: "response",
    id: asked.id,
    flags: desired | packet.RECURSION_AVAILABLE | flags | rcodes[code],
    questions: asked.questions,
    ...parts,
    additionals,
  });
}

/** What does not fit into the asker's packet is cut off, and said so: it asks again by TCP. */
function fitting(asked: DecodedPacket, own: OwnAnswer, transport: "udp" | "tcp"): Buffer {
  const code = own.doesExist ? "NOERROR" : "NXDOMAIN";
  const authorities = own.answers.length === 0 ? [soa] : [];
  const parts = { answers: [...own.answers], authorities, additionals: [...own.additionals] };
  const whole = response(asked, code, parts, packet.AUTHORITATIVE_ANSWER);
  if (transport === "tcp" || whole.length <= mostBytes(asked)) return whole;
  return response(asked, code, {}, packet.AUTHORITATIVE_ANSWER | packet.TRUNCATED_RESPONSE);
}

function mostBytes(asked: DecodedPacket): number {
  const opt = asked.additionals?.find((additional) => additional.type === "OPT");
  return opt?.type === "OPT" ? Math.max(leastUdpBytes, opt.udpPayloadSize) : leastUdpBytes;
}

async function chase(name: string, asked: DecodedPacket, forward: Forward): Promise<Answer[]> {
  const [question] = asked.questions ?? [];
  if (!question) return [];
  const flags = packet.RECURSION_DESIRED;
  const query = packet.encode({ type: "query", id: asked.id, flags, questions: [{ ...question, name }] });
  return packet.decode(await forward(query, "udp")).answers ?? [];
}

/** The first one is the one that most programs take. */
function shuffled(answers: readonly Answer[], random: Random): Answer[] {
  const start = Math.floor(random.fraction() * answers.length);
  return [...answers.slice(start), ...answers.slice(0, start)];
}
