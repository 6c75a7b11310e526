// franz-go's own integration tests (its groups and transactions, each through chains of consumers and producers)
// against a Millrace of this run. By hand, as it takes minutes: node tests/conformance/franz-suite.ts [pattern] [records]
// Needs Go and its module proxy.
import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { startMillrace, temporaryFolder } from "../millrace.ts";
import { repository } from "../tools.ts";

const [pattern = "TestGroupETL|TestTxnEtl|848", records = "20000"] = process.argv.slice(2);

const found = spawnSync("go", ["list", "-m", "-json", "github.com/twmb/franz-go"], {
  cwd: join(repository, "tests", "conformance", "clients", "franz"),
  encoding: "utf8",
});
if (found.status !== 0) throw new Error(found.stderr);
const { Dir: source } = JSON.parse(found.stdout) as { Dir: string };

const folder = temporaryFolder("franz");
const copy = join(folder.path, "franz-go");
cpSync(source, copy, { recursive: true });
spawnSync("chmod", ["-R", "u+w", copy]);
const millrace = await startMillrace({ data: join(folder.path, "data") });
const began = performance.now();
const ran = spawnSync("go", ["test", "-run", pattern, "-count=1", "-timeout", "15m", "-v", "./pkg/kgo"], {
  cwd: copy,
  encoding: "utf8",
  maxBuffer: 1 << 29,
  env: { ...process.env, KGO_SEEDS: millrace.kafka, KGO_TEST_RF: "1", KGO_TEST_RECORDS: records, KGO_TEST_MAX_TOPIC_PARTS: "8" },
});
const shown = ran.status === 0 ? /^\s*(--- |ok )/ : /^\s*(--- |ok |FAIL|\w+_test\.go)/;
console.log(
  ran.stdout
    .split("\n")
    .filter((line) => shown.test(line))
    .join("\n"),
  ran.stderr,
);
console.log(`${ran.status === 0 ? "passed" : "failed"} in ${Math.round((performance.now() - began) / 1000)} s`);
await millrace.stop();
folder.remove();
process.exitCode = ran.status ?? 1;
