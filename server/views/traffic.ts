/** What the gateway carried over the last few seconds. */
export interface TrafficPoint {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly requestsPerSecond: number;
  /** Answers of 500 and above, and connections that broke. */
  readonly errorsPerSecond: number;
}

/** The gateway's traffic as it was last measured. */
export interface TrafficSource {
  /** Oldest first, a quarter of an hour at most; empty when the gateway could not be asked. */
  series(): readonly TrafficPoint[];
}
