"use client";
import { useSearchParams } from "next/navigation";
import { RoutesList } from "./RoutesList";
import { ServicesList } from "./ServicesList";

/** Services, or routes: `?tab=routes`. */
export function NetworkPage() {
  return useSearchParams().get("tab") === "routes" ? <RoutesList /> : <ServicesList />;
}
