// Apache Flink as a cluster of its own, on free ports, driven through its SQL Gateway.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { eventually, freePort } from "../millrace.ts";
import { shared } from "../tools.ts";

/** For `describeWith`. */
export const flinkNeeds = { programs: ["java", "mvn", "bash", "curl"], shared: ["services/flink"] };

interface Page {
  readonly resultType: "NOT_READY" | "PAYLOAD" | "EOS";
  readonly results?: { readonly data: readonly { readonly fields: readonly unknown[] }[] };
  readonly nextResultUri?: string;
}

export class Flink {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #gateway: string;
  readonly #jobManager: string;
  #session = "";

  private constructor(rest: number, gateway: number, rpc: number) {
    this.#gateway = `http://127.0.0.1:${gateway}`;
    this.#jobManager = `http://127.0.0.1:${rest}`;
    this.#environment = {
      ...process.env,
      MILLRACE_FLINK_REST_PORT: String(rest),
      MILLRACE_FLINK_GATEWAY_PORT: String(gateway),
      MILLRACE_FLINK_RPC_PORT: String(rpc),
    };
  }

  static async start(properties: Readonly<Record<string, string>>): Promise<Flink> {
    const flink = new Flink(await freePort(), await freePort(), await freePort());
    flink.#run("up");
    const { sessionHandle } = await http<{ sessionHandle: string }>("POST", `${flink.#gateway}/v4/sessions`, { properties });
    flink.#session = `/v4/sessions/${sessionHandle}`;
    return flink;
  }

  stop(): void {
    this.#run("down");
    const services = process.env["MILLRACE_SERVICES"] ?? join(homedir(), ".cache", "millrace-services");
    rmSync(join(services, "run", `flink-${this.#environment["MILLRACE_FLINK_REST_PORT"]}`), { recursive: true, force: true });
  }

  #run(verb: "up" | "down"): void {
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

  async cancel(job: string): Promise<void> {
    await fetch(`${this.#jobManager}/jobs/${job}?mode=cancel`, { method: "PATCH" });
    await eventually(async () => ((await this.state(job)) === "CANCELED" ? true : undefined), `the job ${job} canceled`);
  }
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
