import { KindObjects } from "@/components/kinds/KindObjects";

export default function KindObjectsRoute() {
  return <KindObjects />;
}
