// Apache Flink as a cluster of its own, on free ports, driven through its SQL Gateway. Its TaskManager can be killed or
// stopped, and another started.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { eventually, freePort, temporaryFolder } from "../millrace.ts";
import { shared } from "../tools.ts";

/** For `describeWith`. */
export const flinkNeeds = { programs: ["java", "mvn", "bash", "curl"], shared: ["services/flink"] };

interface Page {
  readonly resultType: "NOT_READY" | "PAYLOAD" | "EOS";
  readonly results?: { readonly data: readonly { readonly fields: readonly unknown[] }[] };
  readonly nextResultUri?: string;
}

/** How often a job's state was kept, and how often it started again from there. */
export interface Checkpoints {
  readonly completed: number;
  readonly restored: number;
}

/** A TaskManager that is killed is missed after a second, one that stands still after five. */
const clusterSettings = "heartbeat.interval: 500ms\nheartbeat.timeout: 5000ms\n";

export class Flink {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #gateway: string;
  readonly #jobManager: string;
  readonly #run: string;
  readonly #folder = temporaryFolder("flink-settings");
  #session = "";
  /** How `flink up` started the TaskManager. */
  #taskManager!: Command;
  readonly #started: ChildProcess[] = [];

  private constructor(rest: number, gateway: number, rpc: number) {
    this.#gateway = `http://127.0.0.1:${gateway}`;
    this.#jobManager = `http://127.0.0.1:${rest}`;
    const services = process.env["MILLRACE_SERVICES"] ?? join(homedir(), ".cache", "millrace-services");
    this.#run = join(services, "run", `flink-${rest}`);
    const settings = join(this.#folder.path, "config.yaml");
    writeFileSync(settings, clusterSettings);
    this.#environment = {
      ...process.env,
      MILLRACE_FLINK_CONFIG: settings,
      MILLRACE_FLINK_REST_PORT: String(rest),
      MILLRACE_FLINK_GATEWAY_PORT: String(gateway),
      MILLRACE_FLINK_RPC_PORT: String(rpc),
    };
  }

  static async start(properties: Readonly<Record<string, string>>): Promise<Flink> {
    const flink = new Flink(await freePort(), await freePort(), await freePort());
    flink.#service("up");
    flink.#taskManager = commandOf(flink.taskManager);
    const { sessionHandle } = await http<{ sessionHandle: string }>("POST", `${flink.#gateway}/v4/sessions`, { properties });
    flink.#session = `/v4/sessions/${sessionHandle}`;
    return flink;
  }

  stop(): void {
    this.#service("down");
    for (const child of this.#started) child.kill("SIGKILL");
    rmSync(this.#run, { recursive: true, force: true });
    this.#folder.remove();
  }

  /** The process id of the TaskManager that was started last. */
  get taskManager(): number {
    return Number(readFileSync(join(this.#run, "taskmanager.pid"), "utf8"));
  }

  /** Another TaskManager, as the first one was started. */
  startTaskManager(): void {
    const { command, environment } = this.#taskManager;
    const child = spawn(command[0]!, command.slice(1), { env: environment, detached: true, stdio: "ignore" });
    this.#started.push(child);
    writeFileSync(join(this.#run, "taskmanager.pid"), String(child.pid));
  }

  #service(verb: "up" | "down"): void {
    const ran = spawnSync("bash", [join(shared, "services", "flink"), verb], { encoding: "utf8", env: this.#environment });
    if (ran.status !== 0) throw new Error(`flink ${verb} ended with ${ran.status}:\n${ran.stdout}${ran.stderr}`);
  }

  /** One statement; its rows. An INSERT is submitted, and its one row holds the job's id. */
  async run(statement: string): Promise<readonly (readonly unknown[])[]> {
    const { operationHandle } = await http<{ operationHandle: string }>("POST", `${this.#gateway}${this.#session}/statements`, {
      statement,
    });
    const rows: (readonly unknown[])[] = [];
    let next: string | undefined = `${this.#session}/operations/${operationHandle}/result/0?rowFormat=JSON`;
    while (next !== undefined) {
      const page: Page = await http<Page>("GET", this.#gateway + next);
      rows.push(...(page.results?.data ?? []).map(({ fields }) => fields));
      if (page.resultType === "NOT_READY") await new Promise((resolve) => setTimeout(resolve, 50));
      next = page.nextResultUri;
    }
    return rows;
  }

  async insert(statement: string): Promise<string> {
    return String((await this.run(statement))[0]![0]);
  }

  async state(job: string): Promise<string> {
    return (await http<{ state: string }>("GET", `${this.#jobManager}/jobs/${job}`)).state;
  }

  async checkpoints(job: string): Promise<Checkpoints> {
    return (await http<{ counts: Checkpoints }>("GET", `${this.#jobManager}/jobs/${job}/checkpoints`)).counts;
  }

  /** Ends a job with a savepoint: everything that it wrote is committed. */
  async stopWithSavepoint(job: string): Promise<void> {
    await http("POST", `${this.#jobManager}/jobs/${job}/stop`, { drain: false });
    await this.finished(job, 30_000);
  }

  /** Waits until a job that has an end is there. */
  async finished(job: string, withinMs: number): Promise<void> {
    const ends = ["FINISHED", "FAILED", "CANCELED"];
    const state = await eventually(
      async () => [await this.state(job)].find((one) => ends.includes(one)),
      `the end of job ${job}`,
      withinMs,
    );
    if (state !== "FINISHED") throw new Error(`the job ended as ${state}: ${await this.exceptions(job)}`);
  }

  /** What went wrong in a job so far, for people. */
  async exceptions(job: string): Promise<string> {
    return JSON.stringify(await http<unknown>("GET", `${this.#jobManager}/jobs/${job}/exceptions`)).slice(0, 4_000);
  }
}

interface Command {
  readonly command: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

/** How a running process was started. */
function commandOf(pid: number): Command {
  const words = (file: string): string[] => readFileSync(`/proc/${pid}/${file}`, "utf8").split("\0").slice(0, -1);
  return {
    command: words("cmdline"),
    environment: Object.fromEntries(
      words("environ").map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
    ),
  };
}

async function http<T>(method: string, url: string, body?: unknown): Promise<T> {
  const answer = await fetch(url, {
    method,
    headers: { "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const value = (await answer.json()) as { readonly errors?: readonly string[] };
  if (!answer.ok)
    throw new Error(
      value.errors
        ?.at(-1)
        ?.match(/Caused by: [^\n]*/g)
        ?.at(-1) ??
        value.errors?.[0] ??
        answer.statusText,
    );
  return value as T;
}
