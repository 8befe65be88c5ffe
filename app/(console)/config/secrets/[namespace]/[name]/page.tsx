import { ConfigPage } from "@/components/config/ConfigPage";

export default function SecretRoute() {
  return <ConfigPage kind="Secret" />;
}
