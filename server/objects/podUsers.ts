/** The users that pods have where they are processes of this machine: a range that distributions leave free. */
export const podUsers = { first: 700_000_000, count: 1_000_000 } as const;

export function isPodUser(id: number): boolean {
  return id >= podUsers.first && id < podUsers.first + podUsers.count;
}
