// The README's two lines, as a newcomer types them: in a fresh clone, with the machine's own Node, by several npms.
import { execFile, execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, freePort, temporaryFolder } from "../millrace.ts";
import { repository } from "../tools.ts";

const folder = temporaryFolder("newcomer");
afterAll(() => folder.remove());

/** The environment without what npm and vitest put into it: no node_modules/.bin of this checkout on the path. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|VITEST|NODE_OPTIONS|NODE$|CI$|INIT_CWD)/.test(name)),
  );
  const path = (process.env["PATH"] ?? "").split(delimiter).filter((entry) => !entry.includes("node_modules"));
  return { ...environment, PATH: path.join(delimiter) };
}

// Side by side: an installation waits for the network more than it computes.
describe.concurrent.each(["npm", "npm@10", "npm@12"])("with %s", (npm) => {
  const clone = join(folder.path, npm.replace("@", "-"));
  const environment = plainEnvironment();
  const run = npm === "npm" ? ["npm"] : ["npx", "--yes", npm];

  beforeAll(() => {
    execFileSync("git", ["clone", "--quiet", repository, clone]);
  });

  it("npm install && npm start runs Millrace with its example and stops at Ctrl-C", async () => {
    await promisify(execFile)(run[0]!, [...run.slice(1), "install", "--no-audit", "--no-fund"], { cwd: clone, env: environment });
    expect(existsSync(join(clone, "packages/console/dist/index.html")), "the console was built").toBe(true);

    const [port, kafkaPort] = [await freePort(), await freePort()];
    // A process group of its own, so that the signal reaches what npm started, as Ctrl-C in a terminal does.
    const child = spawn(run[0]!, [...run.slice(1), "start", "--", "--port", String(port), "--kafka-port", String(kafkaPort)], {
      cwd: clone,
      env: environment,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
    try {
      await eventually(async () => (/ready in /.test(output) ? true : undefined), `ready, after: ${output}`);
      const page = await fetch(`http://127.0.0.1:${port}/`);
      expect(await page.text()).toContain('<div id="root">');
      const jobs = await eventually(async () => {
        const list = (await (await fetch(`http://127.0.0.1:${port}/jobs`)).json()) as { name: string; rowsOut: number }[];
        return list.length === 3 && list.every((job) => job.rowsOut > 0) ? list : undefined;
      }, "rows out of each pipeline");
      expect(jobs.map((job) => job.name).sort()).toEqual(["playback_quality", "start_plays_per_second", "trending_titles"]);
    } finally {
      process.kill(-child.pid!, "SIGINT");
      await ended;
    }
    expect(existsSync(join(clone, ".millrace"))).toBe(true);
  });
});
