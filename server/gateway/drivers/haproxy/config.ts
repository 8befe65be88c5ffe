/**
 * HAProxy's configuration: written once, and never reloaded (a reload closes keep-alive connections). What changes at
 * run time lies in maps and server slots, and goes by the runtime API. For HAProxy 2.4 and newer.
 */
export interface HaproxyConfig {
  readonly bind: string;
  /** Of the runtime API. */
  readonly socketPath: string;
  /** Where the embedded driver listens, for the routes that HAProxy cannot carry. */
  readonly embeddedSocketPath: string;
  readonly mapFolder: string;
  readonly backends: number;
  readonly serversPerBackend: number;
}

export const backendName = (slot: number) => `b${slot}`;
export const serverName = (slot: number) => `s${slot}`;
/** Maps of the choice: `host/path` → rule; rule → its share in ten thousandths and its two backends. */
export const mapNames = ["exact", "prefix", "share", "first", "second"] as const;
export type MapName = (typeof mapNames)[number];

/** How many cookies of the console's are taken out of a request; with more of them it loses all its cookies. */
const mostOfConsole = 8;
const ofConsole = "(__Secure-|__Host-)?pilothouse\\.";

/** The console's session is none of an app's business (see `withoutConsole` of the embedded driver). */
const withoutConsole = [
  ...Array.from(
    { length: mostOfConsole },
    () => `  http-request replace-header cookie ^(.*;\\ *)?${ofConsole}[^;]*(;\\ *(.*))?$ \\1\\4`,
  ),
  `  http-request del-header cookie if { req.fhdr(cookie) -m reg (^|;\\ *)${ofConsole} }`,
].join("\n");

/** Nor does an app plant one (see `plantsForConsole`): what is left is a `Set-Cookie` of nothing, which sets nothing. */
const withoutPlanted = `  http-response replace-header set-cookie ^()[=[:space:]]*${ofConsole}.*$ \\1`;

export function configText(config: HaproxyConfig): string {
  const map = (name: MapName) => `${config.mapFolder}/${name}.map`;
  const backends = Array.from({ length: config.backends }, (_, slot) => backendText(slot, config.serversPerBackend));
  return `global
  nbthread 1
  stats socket ${config.socketPath} mode 600 level admin
  stats timeout 1h
  tune.bufsize 16384

defaults
  mode http
  timeout connect 3s
  timeout client 1h
  timeout server 1h
  timeout tunnel 24h
  timeout http-request 30s
  timeout http-keep-alive 65s
  timeout queue 5s
  option forwardfor
  option redispatch 1
  retries 3
  retry-on conn-failure empty-response response-timeout
  http-reuse safe

frontend gateway
  bind ${config.bind}
  http-request disable-l7-retry if METH_POST or { method PATCH }
  http-request del-header x-forwarded-for
${withoutConsole}
${withoutPlanted}
  http-request del-header te
  http-request del-header keep-alive
  http-request del-header proxy-connection
  http-request set-header x-forwarded-proto http
  http-request set-header x-forwarded-host %[req.hdr(host)]
  http-request set-var(txn.host) req.hdr(host),regsub(:[0-9]+$,),lower
  http-request set-var(txn.path) path
  http-request set-var(txn.key) var(txn.host),concat(,txn.path)
  http-request set-var(txn.under) var(txn.key),concat(/)
  http-request set-var(txn.rule) var(txn.key),map_str(${map("exact")})
  http-request set-var(txn.rule) var(txn.under),map_beg(${map("prefix")}) if !{ var(txn.rule) -m found }
  http-request set-var(txn.anykey) str(*),concat(,txn.path)
  http-request set-var(txn.anyunder) var(txn.anykey),concat(/)
  http-request set-var(txn.rule) var(txn.anykey),map_str(${map("exact")}) if !{ var(txn.rule) -m found }
  http-request set-var(txn.rule) var(txn.anyunder),map_beg(${map("prefix")}) if !{ var(txn.rule) -m found }
  http-request set-var(txn.dice) rand(10000)
  http-request set-var(txn.share) var(txn.rule),map_str_int(${map("share")},10000)
  http-request set-var(txn.backend) var(txn.rule),map_str(${map("first")},embedded)
  http-request set-var(txn.backend) var(txn.rule),map_str(${map("second")},embedded) if { var(txn.dice),sub(txn.share) ge 0 }
  use_backend %[var(txn.backend)]
  default_backend embedded

backend embedded
  server embedded unix@${config.embeddedSocketPath}

${backends.join("\n")}`;
}

function backendText(slot: number, servers: number): string {
  return `backend ${backendName(slot)}
  balance roundrobin
  server-template s 0-${servers - 1} 127.0.0.1:1 disabled
`;
}
