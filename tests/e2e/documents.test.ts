// Every example in the documents is run, in the order it stands there, on a Millrace of the document's own: `sql` blocks
// statement by statement, `sh` blocks line by line with the ports of the test. Blocks without a language are only shown.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ApacheKafka, apacheKafkaNeeds, startApacheKafka } from "../apache-kafka.ts";
import { examplesOf } from "../documents.ts";
import { startMillrace, temporaryFolder, type RunningMillrace } from "../millrace.ts";
import { describeWith, repository } from "../tools.ts";

const documents = ["docs/publish.md", "docs/sql.md", "docs/schemas.md"];
/** `kafka.example.com:9092` in an example is an Apache Kafka of the test. */
const elsewhere = "kafka.example.com:9092";

function examplesRun(document: string, withKafka = false): void {
  const folder = temporaryFolder("documents");
  let millrace: RunningMillrace;
  let kafka: ApacheKafka | undefined;
  beforeAll(async () => {
    millrace = await startMillrace({ data: folder.path });
    if (withKafka) kafka = await startApacheKafka();
  });
  afterAll(async () => {
    kafka?.stop();
    await millrace.stop();
    folder.remove();
  });
  const run = (command: string): { readonly status: number | null; readonly said: string } => {
    const [node, main] = [process.execPath, join(repository, "packages/cli/bin/millrace.mjs")];
    const local = command
      .replaceAll("npm run millrace --", `${node} ${main}`)
      .replaceAll("http://127.0.0.1:8080", millrace.url)
      .replaceAll("127.0.0.1:9092", millrace.kafka)
      .replaceAll(elsewhere, kafka?.address ?? elsewhere);
    const ran = spawnSync("bash", ["-c", local], {
      cwd: repository,
      encoding: "utf8",
      env: { ...process.env, MILLRACE_URL: millrace.url, MILLRACE_KAFKA: millrace.kafka },
      timeout: 60_000,
    });
    return { status: ran.status, said: `${ran.stdout}${ran.stderr}` };
  };
  for (const example of examplesOf(document, ["sql", "sh"])) {
    it(`${document}:${example.line} runs`, async () => {
      const commands =
        example.language === "sh"
          ? example.text.trim().split("\n")
          : [`npm run millrace -- sql --until end -e '${example.text.replaceAll("'", String.raw`'\''`)}'`];
      for (const command of commands) {
        const { status, said } = run(command);
        expect(status, `${command}\n${said}`).toBe(0);
      }
    });
  }
}

describeWith({ ...apacheKafkaNeeds, programs: [...apacheKafkaNeeds.programs, "kcat"] }, "the document about mirrors", () => {
  examplesRun("docs/mirror.md", true);
});

describeWith({ programs: ["kcat", "curl"] }, "the documents", () => {
  for (const document of documents) examplesRun(document);

  it("say about an error what is said", async () => {
    const folder = temporaryFolder("documents");
    const millrace = await startMillrace({ data: folder.path });
    const main = join(repository, "packages/cli/bin/millrace.mjs");
    const sql = (text: string): { readonly stdout: string; readonly stderr: string } =>
      spawnSync(process.execPath, [main, "sql", "-e", text, "--url", millrace.url], { encoding: "utf8" });
    sql("CREATE TABLE rides (city STRING, fare INT)");
    const shown = /error: there is no column[\s\S]*?(?=\n```)/.exec(readFileSync(join(repository, "docs/sql.md"), "utf8"))![0];
    expect(sql("SELECT city, fares FROM rides").stderr.trim()).toBe(shown);
    await millrace.stop();
    folder.remove();
  });
});
