/** A Postgres of few megabytes and few processes, that loses nothing which it acknowledged. */
const small = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "40",
  shared_buffers: "16MB",
  work_mem: "4MB",
  maintenance_work_mem: "32MB",
  effective_cache_size: "256MB",
  // Planning by just-in-time compilation costs memory and helps no query of ours.
  jit: "off",
  fsync: "on",
  synchronous_commit: "on",
  wal_level: "minimal",
  max_wal_senders: "0",
  max_wal_size: "256MB",
  min_wal_size: "32MB",
  // Reads and writes by the backend itself: no extra processes.
  io_method: "sync",
  max_worker_processes: "2",
  max_logical_replication_workers: "0",
  max_parallel_workers: "0",
  max_parallel_workers_per_gather: "0",
  // Rows of busy objects are rewritten all the time: little and often.
  autovacuum_max_workers: "1",
  autovacuum_naptime: "20s",
  autovacuum_vacuum_cost_limit: "1000",
  // What a client that died left behind must not hold the head row for long.
  idle_in_transaction_session_timeout: "30s",
  client_connection_check_interval: "2s",
  log_min_messages: "warning",
  log_checkpoints: "off",
  log_line_prefix: "%m [%p] ",
  password_encryption: "scram-sha-256",
} as const;

export type PostgresSettings = Readonly<Record<string, string>>;

/** As arguments of `postgres`; `changes` win. */
export function settingArguments(changes: PostgresSettings = {}): string[] {
  return Object.entries({ ...small, ...changes }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}
