import { KindsPage } from "@/components/kinds/KindsPage";

export default function KindsRoute() {
  return <KindsPage />;
}
