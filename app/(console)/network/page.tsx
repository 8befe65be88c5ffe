import { NetworkPage } from "@/components/network/NetworkPage";

export default function NetworkRoute() {
  return <NetworkPage />;
}
