"use client";
import { useQuery } from "@tanstack/react-query";
import { api, goToSignIn } from "@/components/live/api";

async function whoAmI() {
  const me = await api.session.me.query();
  if (!me) goToSignIn();
  return me ?? undefined;
}

/** Who is signed in, and to what. Undefined until it is known. */
export function useMe() {
  return useQuery({ queryKey: ["session.me"], queryFn: whoAmI, staleTime: 60_000 }).data;
}
