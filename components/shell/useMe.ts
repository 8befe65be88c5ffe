"use client";
import { useQuery } from "@tanstack/react-query";
import { api } from "@/components/live/api";

/** Who is signed in, and to what. Undefined until it is known. */
export function useMe() {
  return useQuery({ queryKey: ["session.me"], queryFn: () => api.session.me.query(), staleTime: 60_000 }).data;
}
