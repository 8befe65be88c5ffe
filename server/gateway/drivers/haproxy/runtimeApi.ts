import net from "node:net";

const timeoutMs = 5000;

/** HAProxy's runtime API over its socket: one command, one answer. https://docs.haproxy.org/2.6/management.html#9.3 */
export class RuntimeApi {
  /** Of servers: told, and not known to have been taken. */
  #owed: string[] = [];

  constructor(private readonly socketPath: string) {}

  /** The answer's text; rejects when HAProxy does not answer. */
  send(command: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = net.connect(this.socketPath);
      let text = "";
      socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`HAProxy did not answer within ${timeoutMs} ms`)));
      socket.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
      socket.once("error", reject);
      socket.once("end", () => resolve(text.trim()));
      socket.end(`${command}\n`);
    });
  }

  /** Several commands in one connection, in order. Rejects with the first complaint. */
  async sendAll(commands: readonly string[]): Promise<void> {
    for (let start = 0; start < commands.length; start += 100) {
      const answer = await this.send(commands.slice(start, start + 100).join("; "));
      const complaint = answer
        .split("\n")
        .find((line) => /(no such|unknown|can't|cannot|invalid|error|malformed|require)/i.test(line));
      if (complaint) throw new Error(`HAProxy: ${complaint.trim()}`);
    }
  }

  /**
   * Several commands that set how something shall be. What was not taken is told again, in its order, before the next
   * ones: the caller may take them as said. Rejects as `sendAll`.
   */
  async tell(commands: readonly string[]): Promise<void> {
    this.#owed.push(...commands);
    const told = [...this.#owed];
    await this.sendAll(told);
    this.#owed.splice(0, told.length);
  }

  /** The one who was told is no more. */
  forget(): void {
    this.#owed = [];
  }

  /** Replaces a whole map at once: lookups see the old one or the new one, never a mixture. */
  async replaceMap(file: string, entries: ReadonlyMap<string, string>): Promise<void> {
    const version = /New version created: (\d+)/.exec(await this.send(`prepare map ${file}`))?.[1];
    if (!version) throw new Error(`HAProxy has no map ${file}`);
    await this.sendAll([...entries].map(([key, value]) => `add map @${version} ${file} ${key} ${value}`));
    await this.sendAll([`commit map @${version} ${file}`]);
  }
}
