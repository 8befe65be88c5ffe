import { NamespacesPage } from "@/components/namespaces/NamespacesPage";

export default function NamespacesRoute() {
  return <NamespacesPage />;
}
