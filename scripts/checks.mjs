// What can be known of settings and machine before anything is installed. Needs nothing but Node.
import { execFileSync } from "node:child_process";
import net from "node:net";
import { settingList } from "./settings.mjs";

/** What else may begin with our name: what pods are told, and what tests are. */
const others = /^PILOTHOUSE_(ROOT|RECORD)$|^PILOTHOUSE_(TEST|E2E|DIFFERENTIAL)_/;
const mostTypos = 3;

/**
 * Throws one error that names every setting that does not exist, with the one that was probably meant.
 * @param {Record<string, string | undefined>} environment
 */
export function refuseUnknown(environment) {
  const names = Object.values(settingList).map(({ name }) => name);
  const unknown = Object.keys(environment).filter(
    (name) => name.startsWith("PILOTHOUSE_") && !names.includes(name) && !others.test(name),
  );
  if (unknown.length === 0) return;
  const lines = unknown.map((name) => {
    const [near] = names
      .map((one) => ({ one, typos: distance(name, one) }))
      .filter(({ typos }) => typos <= mostTypos)
      .sort((left, right) => left.typos - right.typos);
    return `${name} is no setting.${near ? ` Did you mean ${near.one}?` : " npm start -- --help lists them."}`;
  });
  throw new Error(`${lines.join("\n")}\nNothing was started.`);
}

/**
 * Throws where this machine cannot do what the settings ask for.
 * @param {import("./settings.d.mts").Settings} settings
 * @param {Record<string, string | undefined>} environment
 */
export async function checkMachine({ host, runtime, gateway }, environment) {
  if (!(await canListen(host)))
    throw new Error(`${host} is no address of this machine (PILOTHOUSE_HOST). Nothing was started.`);
  const docker = environment.DOCKER_HOST || "unix:///var/run/docker.sock";
  if (runtime === "docker" && !(await canConnect(docker)))
    throw new Error(
      `PILOTHOUSE_RUNTIME is docker, but no Docker engine answers at ${docker}. Start it, set DOCKER_HOST, or set PILOTHOUSE_RUNTIME to auto. Nothing was started.`,
    );
  if (gateway === "haproxy" && !hasHaproxy())
    throw new Error(
      "PILOTHOUSE_GATEWAY is haproxy, but HAProxy 2.4 or newer is not installed: install it, or set auto. Nothing was started.",
    );
}

function canListen(host) {
  return new Promise((resolve) => {
    const server = net.createServer().once("error", () => resolve(false));
    server.listen(0, host, () => server.close(() => resolve(true)));
  });
}

function canConnect(address) {
  const tcp = /^tcp:\/\/([^:/]+):(\d+)$/.exec(address);
  const place = tcp ? { host: tcp[1], port: Number(tcp[2]) } : { path: address.replace(/^unix:\/\//, "") };
  return new Promise((resolve) => {
    const socket = net.connect({ ...place, timeout: 3000 });
    const end = (answer) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", end(true)).once("timeout", end(false)).once("error", end(false));
  });
}

/** Whether the gateway process will find one (see `findHaproxy`). */
function hasHaproxy() {
  return ["haproxy", "/usr/sbin/haproxy", "/usr/local/sbin/haproxy"].some((program) => {
    try {
      const text = execFileSync(program, ["-v"], { encoding: "utf8", stdio: "pipe" });
      const [, major, minor] = /version (\d+)\.(\d+)/.exec(text) ?? [];
      return Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 4);
    } catch {
      return false;
    }
  });
}

/** How many letters must be put in, taken out, changed or swapped with the next one. */
function distance(left, right) {
  const rows = [Array.from({ length: right.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= left.length; i++) {
    rows[i] = [i];
    for (let j = 1; j <= right.length; j++) {
      const isSame = left[i - 1] === right[j - 1];
      const isSwapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      const ways = [rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (isSame ? 0 : 1)];
      if (isSwapped) ways.push(rows[i - 2][j - 2] + 1);
      rows[i][j] = Math.min(...ways);
    }
  }
  return rows[left.length][right.length];
}
