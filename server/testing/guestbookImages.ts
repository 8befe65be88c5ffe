import { nodeImage, redisImage, type TestImage } from "./images";

/** The guestbook's page: `cmd=set` writes to redis-master, `cmd=get` reads from redis-replica, found by name. */
const frontend = `
const http = require("node:http");
const net = require("node:net");

function ask(host, ...words) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(6379, host, () => {
      socket.write("*" + words.length + "\\r\\n" + words.map((w) => "$" + Buffer.byteLength(w) + "\\r\\n" + w + "\\r\\n").join(""));
    });
    let text = "";
    socket.setTimeout(3000, () => socket.destroy(new Error(host + " does not answer")));
    socket.once("error", reject);
    socket.on("data", (piece) => {
      text += piece;
      const [, length] = /^\\$(-?\\d+)\\r\\n/.exec(text) || [];
      if (text[0] !== "$" && text.endsWith("\\r\\n")) resolve(text.slice(1, -2));
      else if (length === "-1") resolve(null);
      else if (length && text.length >= text.indexOf("\\n") + 1 + Number(length) + 2)
        resolve(text.slice(text.indexOf("\\n") + 1, -2));
      else return;
      socket.end();
    });
  });
}

const server = http.createServer(async (request, response) => {
  const query = new URL(request.url, "http://guestbook").searchParams;
  const key = query.get("key") || "messages";
  try {
    const data = query.get("cmd") === "set"
      ? await ask("redis-master", "SET", key, query.get("value") || "")
      : await ask("redis-replica", "GET", key);
    response.end(JSON.stringify({ data, pod: process.env.HOSTNAME }));
  } catch (error) {
    response.writeHead(500);
    response.end(JSON.stringify({ error: error.message }));
  }
});
server.listen(80);
process.on("SIGTERM", () => server.close(() => process.exit(0)));
`;

const open = '--protected-mode no --save "" --dir /tmp';

/** By the names that the guestbook's manifest has. */
export const guestbookImages: readonly TestImage[] = [
  redisImage("registry.k8s.io/redis:e2e", `exec redis-server ${open}`),
  redisImage(
    "gcr.io/google_samples/gb-redisslave:v1",
    `[ "$GET_HOSTS_FROM" = env ] && master=$REDIS_MASTER_SERVICE_HOST || master=redis-master
exec redis-server ${open} --slaveof $master 6379`,
  ),
  {
    ...nodeImage,
    name: "gcr.io/google-samples/gb-frontend:v5",
    files: { "/app/server.js": frontend },
    entrypoint: ["/usr/local/bin/node", "/app/server.js"],
  },
];
