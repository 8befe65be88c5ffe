"use client";
import { useTheme } from "next-themes";
import { Toaster as Sonner } from "sonner";

/** Where what was done is said. */
export function Toaster() {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-right"
      mobileOffset={{ bottom: 68 }}
      toastOptions={{
        style: {
          background: "var(--raised)",
          color: "var(--ink)",
          borderColor: "var(--line-strong)",
          boxShadow: "var(--shadow)",
          borderRadius: 8,
          fontSize: 13,
          fontFamily: "var(--sans)",
        },
        actionButtonStyle: { background: "var(--solid)", color: "var(--on-solid)" },
        classNames: { description: "whitespace-pre-line" },
      }}
    />
  );
}
