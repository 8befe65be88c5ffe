// The settings: one list, read by `npm start` before anything is installed, and by every process after it.
import os from "node:os";
import path from "node:path";

/** @typedef {{ name: string, fallback: string, says: string, parse: (value: string) => unknown }} Setting */

const wholeNumber = (least, most) => (value) => {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < least || number > most)
    throw new Error(`a whole number from ${least} to ${most}`);
  return number;
};
const oneOf =
  (...words) =>
  (value) => {
    if (!words.includes(value)) throw new Error(words.join(" | "));
    return value;
  };
const address = (value) => {
  if (!/^[0-9a-zA-Z.:-]+$/.test(value)) throw new Error("an address or a host name of this machine, such as 127.0.0.1");
  return value;
};
const email = (value) => {
  if (value && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value)) throw new Error("an e-mail address");
  return value;
};
const password = (value) => {
  if (value && value.length < 12) throw new Error("at least 12 characters");
  return value;
};
const databaseUrl = (value) => {
  if (value && !/^postgres(ql)?:\/\/./.test(value)) throw new Error("postgresql://USER:PASSWORD@HOST:PORT/DATABASE");
  return value;
};
const folder = (value) => path.resolve(value);
const secret = (value) => {
  if (value && Buffer.from(value, "base64").length !== 32) throw new Error("32 bytes in base64");
  return value;
};

/** @type {Readonly<Record<string, Setting>>} */
export const settingList = {
  port: { name: "PILOTHOUSE_PORT", fallback: "3000", says: "port of the console", parse: wholeNumber(1, 65535) },
  host: {
    name: "PILOTHOUSE_HOST",
    fallback: "127.0.0.1",
    says: "address that the console, the API and the gateway listen on",
    parse: address,
  },
  apiPort: {
    name: "PILOTHOUSE_API_PORT",
    fallback: "6443",
    says: "port of the Kubernetes API, for kubectl and other programs",
    parse: wholeNumber(1, 65535),
  },
  dataDir: {
    name: "PILOTHOUSE_DATA",
    fallback: ".pilothouse",
    says: "folder of everything that is kept",
    parse: folder,
  },
  nodes: {
    name: "PILOTHOUSE_NODES",
    fallback: "3",
    says: "how many local nodes share this machine",
    parse: wholeNumber(1, 32),
  },
  runtime: {
    name: "PILOTHOUSE_RUNTIME",
    fallback: "auto",
    says: "auto | docker | process: what runs the containers",
    parse: oneOf("auto", "docker", "process"),
  },
  gatewayPort: {
    name: "PILOTHOUSE_GATEWAY_PORT",
    fallback: "8080",
    says: "port of the gateway, for your apps' traffic",
    parse: wholeNumber(1, 65535),
  },
  gateway: {
    name: "PILOTHOUSE_GATEWAY",
    fallback: "auto",
    says: "auto | haproxy | embedded: what carries that traffic",
    parse: oneOf("auto", "haproxy", "embedded"),
  },
  adminEmail: {
    name: "PILOTHOUSE_ADMIN_EMAIL",
    fallback: "",
    says: "makes the first administrator unattended, with the password below",
    parse: email,
  },
  adminPassword: { name: "PILOTHOUSE_ADMIN_PASSWORD", fallback: "", says: "at least 12 characters", parse: password },
  databaseUrl: {
    name: "DATABASE_URL",
    fallback: "",
    says: "a Postgres of your own instead of the embedded one",
    parse: databaseUrl,
  },
  secretKey: {
    name: "PILOTHOUSE_SECRET_KEY",
    fallback: "",
    says: "key that encrypts secrets, 32 bytes in base64, instead of a file in the data folder",
    parse: secret,
  },
  nodeGraceSeconds: {
    name: "PILOTHOUSE_NODE_GRACE",
    fallback: "40",
    says: "seconds of silence after which a node counts as lost",
    parse: wholeNumber(5, 3600),
  },
};

/**
 * Reads all settings from `environment`. Throws one error that names every bad value and what it takes.
 * @param {Record<string, string | undefined>} environment
 */
export function readSettings(environment) {
  const problems = [];
  const settings = {};
  for (const [key, { name, fallback, parse }] of Object.entries(settingList)) {
    const given = environment[name];
    try {
      settings[key] = parse(given === undefined || given === "" ? fallback : given);
    } catch (error) {
      problems.push(
        `${name} takes ${error.message}; it was given ${isSecret(name) ? "something else" : JSON.stringify(given)}.`,
      );
    }
  }
  if (problems.length === 0) problems.push(...conflicts(settings));
  if (problems.length > 0) throw new Error(`${problems.join("\n")}\nNothing was started.`);
  return settings;
}

/** `npm start -- --help`. */
export function helpText() {
  const rows = Object.values(settingList).map(({ name, fallback, says }) => [name, fallback || "–", says]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map(
    ([name, fallback, says]) => `  ${name.padEnd(widths[0])}  ${fallback.padEnd(widths[1])}  ${says}`,
  );
  return `npm start          install, build and run Pilothouse (Ctrl-C stops everything, pods too)
npm run down       stop everything that a data folder started, pods included
npm test           run every test

Settings, by environment (name, default, meaning):
${lines.join("\n")}
`;
}

/**
 * Where the sockets lie: `run/` of the data folder, or a folder of this user's under the temporary one when the path
 * would be too long for a socket (107 bytes).
 * @param {string} dataDir
 */
export function runDir(dataDir) {
  const inside = path.join(dataDir, "run");
  if (Buffer.byteLength(path.join(inside, "supervisor.sock")) <= 90) return inside;
  const name = Buffer.from(dataDir)
    .reduce((hash, byte) => (Math.imul(hash, 31) + byte) >>> 0, 7)
    .toString(36);
  return path.join(os.tmpdir(), `pilothouse-${os.userInfo().uid}-${name}`);
}

function conflicts({ adminEmail, adminPassword, ...settings }) {
  const found = [];
  for (const [one, other] of [
    ["port", "apiPort"],
    ["port", "gatewayPort"],
    ["apiPort", "gatewayPort"],
  ])
    if (settings[one] === settings[other])
      found.push(
        `${settingList[one].name} and ${settingList[other].name} are both ${settings[one]}: give one of them another port.`,
      );
  if (Boolean(adminEmail) !== Boolean(adminPassword))
    found.push("PILOTHOUSE_ADMIN_EMAIL and PILOTHOUSE_ADMIN_PASSWORD go together: one of them is missing.");
  return found;
}

function isSecret(name) {
  return ["PILOTHOUSE_ADMIN_PASSWORD", "PILOTHOUSE_SECRET_KEY", "DATABASE_URL"].includes(name);
}
