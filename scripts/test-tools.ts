// Installs what the system tests need from Debian, when CI=true and this is a Debian machine where we may. On a
// user's own machine nothing is installed: tests that need a missing tool say so and are skipped.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const packages: Readonly<Record<string, string>> = { kcat: "/usr/bin/kcat", chromium: "/usr/bin/chromium" };

export function installTestTools(): void {
  if (process.env["CI"] !== "true") return;
  const missing = Object.keys(packages).filter((name) => !existsSync(packages[name]!));
  if (missing.length === 0 || !existsSync("/usr/bin/apt-get") || process.getuid?.() !== 0) return;
  const apt = (...args: string[]): number | null =>
    spawnSync("apt-get", ["-o", "DPkg::Lock::Timeout=120", "-qq", "-y", ...args], {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    }).status;
  console.log(`installing ${missing.join(", ")}`);
  apt("update");
  if (apt("install", ...missing) !== 0) console.error(`could not install ${missing.join(", ")}: the tests that need them will fail`);
}
