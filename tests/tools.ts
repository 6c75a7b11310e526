// What a system test needs from the machine: programs, the folder of real data. Where it is absent the test says so
// and counts as skipped; with CI=true absence is a failure, so that nothing goes untested unnoticed.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, it } from "vitest";

export const repository = join(import.meta.dirname, "..");
/** Real input with answers, peers' cases, peers' servers: beside the repository, not in it. */
export const shared = join(repository, "..", "shared");

/** Where scripts/test-tools.ts puts the Kafka clients of PyPI. */
export const pythonFolder = join(repository, "node_modules", ".cache", "millrace", "python");
export const pythonRequirements = join(repository, "tests", "conformance", "clients", "requirements.txt");
/** Python with those clients; a path that may not be there. */
export const python = join(pythonFolder, "bin", "python");

/** The path of a program on PATH, or undefined. */
export function program(name: string): string | undefined {
  if (name.includes("/")) return existsSync(name) ? name : undefined;
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    const path = join(folder, name);
    if (folder !== "" && existsSync(path)) return path;
  }
  return undefined;
}

export const inCi = process.env["CI"] === "true";

/**
 * `describeWith({ programs: ["kcat"], shared: ["data/flights"] }, "kcat", () => { … })`: runs the suite where all of
 * it is there; else skips it with a sentence, or fails with CI=true.
 */
export function describeWith(
  needs: { readonly programs?: readonly string[]; readonly shared?: readonly string[] },
  title: string,
  suite: () => void,
): void {
  const missing = [
    ...(needs.programs ?? []).filter((name) => program(name) === undefined).map((name) => `the program ${name}`),
    ...(needs.shared ?? []).filter((path) => !existsSync(join(shared, path))).map((path) => `the folder ../shared/${path}`),
  ];
  if (missing.length === 0) return void describe(title, suite);
  const sentence = `${title}: needs ${missing.join(" and ")}`;
  if (!inCi) return void describe.skip(sentence, suite);
  describe(title, () => {
    it(sentence, () => {
      throw new Error(`${sentence}, and CI=true`);
    });
  });
}

/** Debian's Chromium, with what it needs to be quiet and to run as root. */
export const chromium = {
  executablePath: "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};
