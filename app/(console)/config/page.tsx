import { ConfigList } from "@/components/config/ConfigList";

export default function ConfigRoute() {
  return <ConfigList />;
}
