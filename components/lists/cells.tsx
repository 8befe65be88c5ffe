import { Link } from "@/components/ui/Link";

/** An object's name in a list, leading to its page. */
export function NameLink({ name, href }: { name: string; href: string | undefined }) {
  if (!href) return <span className="clip block font-medium">{name}</span>;
  return (
    <Link href={href} className="clip block font-medium hover:underline">
      {name}
    </Link>
  );
}

/** What is cut to the room there is; whole as the title. */
export function Clipped({ text, isCode }: { text: string; isCode?: boolean }) {
  const Part = isCode ? "code" : "span";
  return (
    <Part className="clip block text-soft" title={text}>
      {text || "–"}
    </Part>
  );
}
