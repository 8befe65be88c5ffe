"use client";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useLive } from "@/components/live/useLive";
import { cn } from "@/components/ui/cn";
import { Link } from "@/components/ui/Link";
import { type FigureKey, type Place, placeOf, placesFor } from "./places";
import { useMe } from "./useMe";

type Figures = Readonly<Partial<Record<FigureKey, { readonly count: number; readonly trouble: number }>>>;

/** The places with their live figures. */
export function NavList({ onGo }: { onGo?: () => void }) {
  const t = useTranslations("shell.nav");
  const me = useMe();
  const { data } = useLive("overview.navigation", {});
  const current = placeOf(usePathname());
  return (
    <nav aria-label={t("label")} className="grid gap-3.5">
      {placesFor(me?.role).map((group) => (
        <div key={group.key} className="grid gap-px">
          {group.key === "top" ? null : <span className="px-2 py-1 text-xs text-faint">{t(group.key)}</span>}
          {group.places.map((place) => (
            <NavLink key={place.key} place={place} isCurrent={place === current} figures={data} onGo={onGo} />
          ))}
        </div>
      ))}
    </nav>
  );
}

interface NavLinkProps {
  readonly place: Place;
  readonly isCurrent: boolean;
  readonly figures: Figures | undefined;
  readonly onGo: (() => void) | undefined;
}

function NavLink({ place, isCurrent, figures, onGo }: NavLinkProps) {
  const t = useTranslations("shell.nav");
  const found = (place.figures ?? []).map((key) => figures?.[key]);
  const count = found.reduce((sum, figure) => sum + (figure?.count ?? 0), 0);
  const trouble = found.reduce((sum, figure) => sum + (figure?.trouble ?? 0), 0);
  return (
    <Link
      href={place.href}
      onClick={onGo}
      aria-current={isCurrent ? "page" : undefined}
      className={cn(
        "flex min-h-7 items-center gap-2 rounded-md px-2 text-soft hover:bg-hover phone:min-h-11 phone:text-[15px]",
        isCurrent && "bg-selected font-medium text-ink hover:bg-selected",
      )}
    >
      <span className="clip">{t(place.key)}</span>
      {trouble > 0 ? (
        <span className="num ml-auto flex items-center gap-1 text-xs font-medium text-bad">
          <span aria-hidden="true">{trouble}</span>
          <span className="sr-only">{t("needs", { count: trouble })}</span>
          <span aria-hidden="true" className="text-faint">
            /
          </span>
        </span>
      ) : null}
      {place.figures && figures ? (
        <span className={cn("num text-xs font-medium text-faint", trouble === 0 && "ml-auto", trouble > 0 && "-ml-1")}>
          {count}
        </span>
      ) : null}
    </Link>
  );
}
