import type { Sort } from "@/components/ui/windowRows";

interface Row {
  readonly name: string;
  readonly status: string;
  readonly pods: number;
  readonly podsInTrouble: number;
  readonly createdAt: string;
}

/** The rows that hold the text, in the wanted order; names decide where the column does not. */
export function sortNamespaces<R extends Row>(rows: readonly R[], filter: string, { column, direction }: Sort): R[] {
  const wanted = filter.trim().toLowerCase();
  const sign = direction === "asc" ? 1 : -1;
  const key = (row: Row): string | number => {
    if (column === "pods") return row.pods;
    if (column === "trouble") return row.podsInTrouble;
    // The age grows as the date of birth falls.
    if (column === "age") return -Date.parse(row.createdAt);
    return column === "status" ? row.status : row.name;
  };
  return rows
    .filter(({ name }) => name.includes(wanted))
    .sort((a, b) => {
      const [left, right] = [key(a), key(b)];
      if (left === right) return a.name < b.name ? -1 : 1;
      return left < right ? -sign : sign;
    });
}
