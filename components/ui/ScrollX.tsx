"use client";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { cn } from "./cn";

/** Wide contents scroll inside it; while they do, the keyboard can reach it. */
export function ScrollX({ children, className }: { children: ReactNode; className?: string }) {
  const box = useRef<HTMLDivElement>(null);
  const [isWide, setWide] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const measure = () => setWide(element.scrollWidth > element.clientWidth);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    // A table grows without its box: what is in it is watched, too.
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  return (
    <div
      ref={box}
      {...(isWide ? { tabIndex: 0 } : {})}
      className={cn("relative overflow-x-auto focus-visible:outline-offset-[-2px]", className)}
    >
      {children}
    </div>
  );
}
