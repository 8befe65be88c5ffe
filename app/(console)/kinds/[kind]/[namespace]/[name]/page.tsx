import { KindObjectPage } from "@/components/kinds/KindObjectPage";

export default function KindObjectRoute() {
  return <KindObjectPage />;
}
