import type { HostPort } from "./podInfo";

const anyAddress = "0.0.0.0";

/** Ports of the nodes themselves that their pods hold, by row. Two collide on one protocol and port at one address or at all. */
export class HostPorts {
  readonly #rows = new Map<number, Map<string, Map<string, number>>>();

  isFree(row: number, { ip, protocol, port }: HostPort): boolean {
    const addresses = this.#rows.get(row)?.get(`${protocol}/${port}`);
    if (!addresses || addresses.size === 0) return true;
    return ip !== anyAddress && !addresses.has(anyAddress) && !addresses.has(ip);
  }

  count(row: number, ports: readonly HostPort[], by: 1 | -1): void {
    const held = this.#rows.get(row) ?? new Map<string, Map<string, number>>();
    this.#rows.set(row, held);
    for (const { ip, protocol, port } of ports) {
      const key = `${protocol}/${port}`;
      const addresses = held.get(key) ?? new Map<string, number>();
      const count = (addresses.get(ip) ?? 0) + by;
      if (count > 0) addresses.set(ip, count);
      else addresses.delete(ip);
      if (addresses.size > 0) held.set(key, addresses);
      else held.delete(key);
    }
    if (held.size === 0) this.#rows.delete(row);
  }
}
