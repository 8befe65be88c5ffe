"use client";
import { createContext, useContext } from "react";

interface Shell {
  readonly openPalette: () => void;
  readonly openKeys: () => void;
}

/** What any part of the shell can open. */
export const ShellContext = createContext<Shell>({ openPalette: () => {}, openKeys: () => {} });

export function useShell(): Shell {
  return useContext(ShellContext);
}
