"use client";
import { keepPreviousData, type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { type Problem, problemOf, readView } from "./api";
import type { LiveConnection } from "./LiveConnection";
import { useConnection } from "./LiveProvider";
import type { ViewInput, ViewName, ViewOutput } from "./views";

export interface Live<T> {
  readonly data: T | undefined;
  readonly problem: Problem | undefined;
  readonly isLoading: boolean;
  /** What is shown belongs to the input before this one: the answer for this one is on its way. */
  readonly isPrevious: boolean;
  readonly retry: () => void;
}

interface LiveOptions {
  /** False: asks for nothing, keeps nothing up to date. */
  readonly isOn?: boolean;
  /** Shows the last answer while another input's is on its way (windows of a list). */
  readonly keepsPrevious?: boolean;
}

export const viewKey = (view: string, input: unknown): readonly unknown[] => ["view", view, input];

/** A view, read once and kept up to date by the server for as long as it is shown. */
export function useLive<Name extends ViewName>(
  view: Name,
  input: ViewInput<Name>,
  { isOn = true, keepsPrevious = false }: LiveOptions = {},
): Live<ViewOutput<Name>> {
  const connection = useConnection();
  const queryClient = useQueryClient();
  const text = JSON.stringify(input ?? {});
  const query = useQuery<ViewOutput<Name>>({
    queryKey: viewKey(view, JSON.parse(text)),
    queryFn: () => read(connection, view, JSON.parse(text)) as Promise<ViewOutput<Name>>,
    enabled: isOn,
    ...(keepsPrevious ? { placeholderData: keepPreviousData } : {}),
  });
  useEffect(() => {
    if (!isOn) return undefined;
    return subscribe(connection, queryClient, { view, input: JSON.parse(text) });
  }, [connection, queryClient, view, text, isOn]);
  return {
    data: query.data,
    problem: query.error ? problemOf(query.error) : undefined,
    isLoading: query.isPending && isOn,
    isPrevious: query.isPlaceholderData,
    retry: () => void query.refetch(),
  };
}

function subscribe(
  connection: LiveConnection,
  queryClient: QueryClient,
  { view, input }: { view: string; input: unknown },
): () => void {
  const queryKey = viewKey(view, input);
  return connection.subscribe(view, input, {
    onAnswer: ({ value }) => {
      void queryClient.cancelQueries({ queryKey });
      queryClient.setQueryData(queryKey, value);
    },
    // What was shown is no longer there (deleted, or no longer allowed): reading it again says so in full.
    onProblem: () => void queryClient.invalidateQueries({ queryKey }),
  });
}

/**
 * The first answer. Where the socket is connected the subscription brings it, and the server reads once instead of
 * twice; if it does not within a second, or the socket is not there yet, tRPC brings it.
 */
function read(connection: LiveConnection, view: string, input: unknown): Promise<unknown> {
  const ask = () => readView(view, input);
  if (!connection.socket.connected) return ask();
  return new Promise((resolve, reject) => {
    const finish = (act: () => void) => {
      clearTimeout(timer);
      queueMicrotask(() => end());
      act();
    };
    const timer = setTimeout(() => finish(() => ask().then(resolve, reject)), 1_000);
    const end = connection.subscribe(view, input, {
      onAnswer: ({ value }) => finish(() => resolve(value)),
      onProblem: (problem) => finish(() => reject(problem)),
    });
  });
}
