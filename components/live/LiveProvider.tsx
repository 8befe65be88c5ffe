"use client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { io } from "socket.io-client";
import { nowMs } from "@/components/ui/now";
import { goToSignIn, problemOf } from "./api";
import { LiveConnection, type LiveState } from "./LiveConnection";

const ConnectionContext = createContext<LiveConnection | null>(null);

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // What the server pushes is always newer than what a page could ask for again.
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 120_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: (failures, error) => failures < 5 && problemOf(error).reason === "Unreachable",
        retryDelay: (failures) => Math.min(4_000, 250 * 2 ** failures),
      },
    },
  });
}

/** The query cache and the connection for everything below it. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  const [connection] = useState(createConnection);
  useEffect(() => {
    connection.socket.connect();
    return () => {
      connection.socket.disconnect();
    };
  }, [connection]);
  return (
    <ConnectionContext value={connection}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </ConnectionContext>
  );
}

function createConnection(): LiveConnection {
  const socket = io({
    path: "/socket.io",
    transports: ["websocket"],
    autoConnect: false,
    reconnectionDelay: 200,
    reconnectionDelayMax: 2_000,
  });
  socket.on("connect_error", (error) => {
    // The server refused the session: it will not take it back, however often it is asked.
    if (/unauthori[sz]ed/i.test(error.message)) goToSignIn();
  });
  return new LiveConnection(socket as never, nowMs);
}

export function useConnection(): LiveConnection {
  const connection = useContext(ConnectionContext);
  if (!connection) throw new Error("useConnection needs a LiveProvider above it");
  return connection;
}

const connecting: LiveState = { status: "connecting" };

export function useLiveState(): LiveState {
  const connection = useConnection();
  return useSyncExternalStore(
    (call) => connection.watch(call),
    () => connection.state,
    () => connecting,
  );
}
