import { ConfigPage } from "@/components/config/ConfigPage";

export default function ConfigMapRoute() {
  return <ConfigPage kind="ConfigMap" />;
}
