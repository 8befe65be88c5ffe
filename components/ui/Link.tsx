"use client";
import NextLink from "next/link";
import { useRouter } from "next/navigation";
import type { ComponentProps } from "react";

/** A link within the console. Its page is fetched when somebody is about to follow it, not for every row in sight. */
export function Link({ href, ...rest }: Omit<ComponentProps<typeof NextLink>, "prefetch" | "href"> & { href: string }) {
  const router = useRouter();
  const prefetch = () => router.prefetch(href);
  return <NextLink {...rest} href={href} prefetch={false} onPointerEnter={prefetch} onFocus={prefetch} />;
}
