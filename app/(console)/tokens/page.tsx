import { TokensPage } from "@/components/tokens/TokensPage";

export default function TokensRoute() {
  return <TokensPage />;
}
