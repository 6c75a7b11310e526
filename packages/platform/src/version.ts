// Which version this is, and where the console's built files lie beside it.
import { join } from "node:path";
import packageJson from "../package.json" with { type: "json" };

export const { version } = packageJson;
export const consoleFolder = join(import.meta.dirname, "..", "..", "console", "dist");
