import type { WindowColumn } from "@/components/ui/windowRows";

/** Where the object lives. A phone has room for the name and the state; the page says the rest. */
export function namespaceColumn<Row extends { readonly namespace: string }>(title: string): WindowColumn<Row> {
  return {
    key: "namespace",
    title,
    sortBy: "namespace",
    className: "phone:hidden",
    cell: ({ namespace }) => <span className="text-soft">{namespace}</span>,
  };
}
