// Installs what the system tests need from Debian and PyPI, when CI=true and this is a Debian machine where we may. On a
// user's own machine nothing is installed: tests that need a missing tool say so and are skipped.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pythonFolder, pythonRequirements } from "../tests/tools.ts";

const packages: Readonly<Record<string, string>> = { kcat: "/usr/bin/kcat", openssl: "/usr/bin/openssl", chromium: "/usr/bin/chromium" };

export function installTestTools(): void {
  if (process.env["CI"] !== "true") return;
  installDebian();
  installPython();
}

function installDebian(): void {
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

/** A virtual environment with the Kafka clients of PyPI, made anew when the list of them changed. */
function installPython(): void {
  const list = readFileSync(pythonRequirements, "utf8");
  const mark = join(pythonFolder, "installed");
  const digest = createHash("sha256").update(list).digest("hex");
  if (existsSync(mark) && readFileSync(mark, "utf8") === digest) return;
  rmSync(pythonFolder, { recursive: true, force: true });
  console.log("installing Kafka clients from PyPI");
  const run = (command: string, ...args: string[]): boolean =>
    spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"] }).status === 0;
  const made =
    run("python3", "-m", "venv", pythonFolder) &&
    run(join(pythonFolder, "bin", "pip"), "install", "--quiet", "--disable-pip-version-check", "-r", pythonRequirements);
  if (made) writeFileSync(mark, digest);
  else console.error("could not install the clients of PyPI: the tests that need them will fail");
}
