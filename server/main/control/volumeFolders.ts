import { chmod, mkdir, readdir, rm, rmdir } from "node:fs/promises";
import path from "node:path";
import type { VolumeFolders } from "@/server/controllers/volumebinder/controller";

/** One folder a volume, below the data folder; the names are the platform's own (`pvc-UID`). */
export function openVolumeFolders(root: string): VolumeFolders {
  const pathOf = (name: string) => {
    if (!/^[a-z0-9][a-z0-9.-]*$/.test(name)) throw new Error(`${JSON.stringify(name)} is no name of a volume`);
    return path.join(root, name);
  };
  return {
    pathOf,
    async make(name) {
      await mkdir(root, { recursive: true, mode: 0o700 });
      await mkdir(pathOf(name), { recursive: true });
      // Whoever the container runs as may write; only by its mount does anybody get here.
      await chmod(pathOf(name), 0o777);
    },
    remove: (name) => rm(pathOf(name), { recursive: true, force: true }),
    async removeIfEmpty(name) {
      try {
        await rmdir(pathOf(name));
        return true;
      } catch (error) {
        if (isCode(error, "ENOENT")) return true;
        if (isCode(error, "ENOTEMPTY") || isCode(error, "EEXIST")) return false;
        throw error;
      }
    },
    async list() {
      try {
        return await readdir(root);
      } catch (error) {
        if (isCode(error, "ENOENT")) return [];
        throw error;
      }
    },
  };
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
