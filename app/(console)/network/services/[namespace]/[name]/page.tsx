import { ServicePage } from "@/components/network/ServicePage";

export default function ServiceRoute() {
  return <ServicePage />;
}
