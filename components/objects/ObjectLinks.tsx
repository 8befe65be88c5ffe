import { hrefOf } from "@/components/shell/places";
import { Link } from "@/components/ui/Link";

interface ObjectLinksProps {
  readonly kind: string;
  readonly namespace: string;
  readonly names: readonly string[];
}

/** Names of one kind, each leading to its page. */
export function ObjectLinks({ kind, namespace, names }: ObjectLinksProps) {
  return names.map((name, index) => (
    <span key={name}>
      {index > 0 ? ", " : ""}
      <Link href={hrefOf({ kind, namespace, name }) ?? "/"} className="hover:underline">
        {name}
      </Link>
    </span>
  ));
}
