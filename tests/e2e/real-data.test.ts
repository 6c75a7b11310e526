// Real files through everything: `millrace replay` → Kafka port → SQL → topics, read back with kcat. Once straight and
// once while Millrace is killed twenty times at random moments: every answer must equal what another database computed,
// and both runs must leave the same records, offset for offset.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { seeded } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { differencesFrom, expectedTable, flightsAnswers, rowsOfTopic, wikipediaAnswers, type Answer, type TopicRow } from "../expected.ts";
import {
  eventually,
  freePort,
  kcatRead,
  millrace,
  millraceAsync,
  startMillrace,
  temporaryFolder,
  type RunningMillrace,
} from "../millrace.ts";
import { describeWith, repository, shared } from "../tools.ts";

interface Example {
  readonly folder: "wikipedia" | "flights";
  readonly data: "wikiticker" | "flights";
  readonly file: string;
  readonly timeField: string;
  readonly headerLines: number;
  readonly answers: readonly Answer[];
  /** Rows a second while it is being killed: some twenty seconds of replay. */
  readonly killedRate: number;
}

const examples: readonly Example[] = [
  {
    folder: "wikipedia",
    data: "wikiticker",
    file: "wikiticker-2015-09-12-sampled.json.gz",
    timeField: "time",
    headerLines: 0,
    answers: wikipediaAnswers,
    killedRate: 2_000,
  },
  {
    folder: "flights",
    data: "flights",
    file: "flights.csv.gz",
    timeField: "scheduled_at",
    headerLines: 1,
    answers: flightsAnswers,
    killedRate: 8_000,
  },
];

interface Job {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly lag: number;
  readonly rowsIn: number;
  readonly rowsBad: number;
  readonly error?: { readonly message: string };
  readonly inputs: readonly { readonly topic: string }[];
}

type Records = ReturnType<typeof kcatRead>;

const jobsOf = async (one: RunningMillrace): Promise<Job[]> => (await (await fetch(`${one.url}/jobs`)).json()) as Job[];

/** Reads everything there is into the windows that are still open, and closes them: first what reads the file's topic. */
async function drain(one: RunningMillrace, topic: string): Promise<void> {
  const jobs = await jobsOf(one);
  const first = jobs.filter((job) => job.inputs.every((input) => input.topic === topic));
  for (const job of [...first, ...jobs.filter((other) => !first.includes(other))]) {
    const stopped = millrace("jobs", "stop", job.id, "--drain", "--url", one.url);
    expect(stopped.code, stopped.err).toBe(0);
    await eventually(async () => {
      const now = (await jobsOf(one)).find((other) => other.id === job.id)!;
      expect(now.error, job.name).toBeUndefined();
      return now.state === "stopped" || now.state === "finished" ? true : undefined;
    }, `${job.name} drained`);
  }
}

async function runExample(example: Example, kills: number): Promise<ReadonlyMap<string, Records>> {
  const folder = temporaryFolder(`real-${example.folder}`);
  const ports = { data: folder.path, port: await freePort(), kafkaPort: await freePort() };
  let one = await startMillrace(ports);
  try {
    const applied = millrace("apply", join(repository, "examples", example.folder), "--url", one.url);
    expect(applied.code, applied.err).toBe(0);
    const replay = millraceAsync(
      "replay",
      join(shared, "data", example.data, example.file),
      "--topic",
      example.folder,
      "--time-field",
      example.timeField,
      "--kafka",
      one.kafka,
      ...(kills === 0 ? [] : ["--rate", String(example.killedRate)]),
    );
    const random = seeded(kills);
    for (let kill = 0; kill < kills; kill++) {
      await new Promise((resolve) => setTimeout(resolve, 200 + random.below(1_200)));
      await one.kill();
      one = await startMillrace(ports);
    }
    const replayed = await replay.done;
    expect(replayed.code, replayed.err).toBe(0);
    await drain(one, example.folder);
    return new Map(
      [example.folder, ...example.answers.map((answer) => answer.pipeline)].map((topic) => [topic, kcatRead(one.kafka, topic)]),
    );
  } finally {
    await one.stop();
    folder.remove();
  }
}

describeWith({ programs: ["kcat"], shared: ["data/wikiticker", "data/flights"] }, "real data", () => {
  for (const example of examples) {
    describe(example.folder, () => {
      let straight: ReadonlyMap<string, Records> | undefined;
      const run = async (): Promise<ReadonlyMap<string, Records>> => (straight ??= await runExample(example, 0));
      const file = join(shared, "data", example.data, example.file);

      it("is in the topic, line for line", async () => {
        expect(existsSync(file)).toBe(true);
        const lines = gunzipSync(readFileSync(file)).toString("utf8").trimEnd().split("\n").slice(example.headerLines);
        const records = (await run()).get(example.folder)!;
        expect(records.map((record) => record.value)).toEqual(lines);
      });

      it("gives every expected answer, row for row", async () => {
        const topics = await run();
        for (const answer of example.answers) expect(differences(example, answer, topics)).toEqual([]);
      });

      it("gives the same records when Millrace is killed twenty times meanwhile", async () => {
        const [calm, killed] = [await run(), await runExample(example, 20)];
        for (const [topic, records] of calm) {
          const other = killed.get(topic)!;
          expect(other.length, topic).toBe(records.length);
          const unequal = records.findIndex((record, index) => JSON.stringify(record) !== JSON.stringify(other[index]));
          expect(unequal < 0 ? undefined : [topic, records[unequal], other[unequal]]).toBeUndefined();
        }
        for (const answer of example.answers) expect(differences(example, answer, killed)).toEqual([]);
      });
    });
  }
});

function differences(example: Example, answer: Answer, topics: ReadonlyMap<string, Records>): string[] {
  const records = topics
    .get(answer.pipeline)!
    .map(({ key, value }) => ({ key, value: value === null ? null : (JSON.parse(value) as TopicRow) }));
  return differencesFrom(answer, expectedTable(example.data, answer.file), rowsOfTopic(records, answer.keyed));
}
