import { RoutePage } from "@/components/network/RoutePage";

export default function RouteRoute() {
  return <RoutePage />;
}
