"use client";
import { useParams } from "next/navigation";

/** The namespace and the name in a page's address; the namespace is empty where the kind has none. */
export function useObjectParams(): { readonly namespace: string; readonly name: string } {
  const { namespace = "", name = "" } = useParams<{ namespace?: string; name?: string }>();
  return { namespace: decodeURIComponent(namespace), name: decodeURIComponent(name) };
}
