"use client";
import { useEffect, useState } from "react";
import { useConnection } from "@/components/live/LiveProvider";
import { type Logs, type LogsOf, opening, openLogs } from "./openLogs";

/** The output as it comes. A change of what is asked for begins anew. */
export function useLogs(asked: LogsOf): Logs {
  const connection = useConnection();
  const [logs, setLogs] = useState<Logs>(opening);
  const text = JSON.stringify(asked);
  useEffect(() => {
    setLogs(opening);
    return openLogs(connection.socket, JSON.parse(text), setLogs);
  }, [connection, text]);
  return logs;
}
