// Makes Prisma's client (server/database/generated) from prisma/schema.prisma. Offline, and with no database.
import { spawnSync } from "node:child_process";
import path from "node:path";

const root = path.join(import.meta.dirname, "..");
const prisma = path.join(root, "node_modules/prisma/build/index.js");
const env = { ...process.env, CHECKPOINT_DISABLE: "1", PRISMA_HIDE_UPDATE_MESSAGE: "1" };
const { status } = spawnSync(process.execPath, [prisma, "generate"], { cwd: root, env, stdio: "inherit" });
process.exit(status ?? 1);
