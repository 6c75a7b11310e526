// `millrace fsck`: every batch in a data folder checked, and what a start would do told, with nothing changed. Millrace
// must not be running on the folder.
import { resolve } from "node:path";
import { checkLog, type CheckFinding } from "@millrace/log";
import { exitCodes } from "../errors.ts";
import { bytes, colours, count, duration, json } from "../output.ts";

const meanings: Record<CheckFinding["kind"], { readonly title: string; readonly then: string }> = {
  damage: {
    title: "damage",
    then: "Millrace does not start: bring the file back from a copy, or move the partition's folder away and lose it",
  },
  tail: { title: "torn tail", then: "the next start cuts it off: it was never acknowledged" },
  rebuilt: { title: "index", then: "the next start writes it anew" },
  leftover: { title: "left over", then: "the next start removes it" },
};

export async function fsck(options: { readonly data: string; readonly json?: boolean }): Promise<void> {
  const began = performance.now();
  const showProgress = options.json !== true && process.stderr.isTTY;
  let done = 0;
  const check = await checkLog({
    folder: resolve(options.data),
    progress(topic, partition, size) {
      done += size;
      if (showProgress) process.stderr.write(`\r\u001b[2K${bytes(done)}  ${topic}/${partition}`);
    },
  });
  if (showProgress) process.stderr.write("\r\u001b[2K");
  const damaged = check.findings.some(({ kind }) => kind === "damage");
  if (damaged) process.exitCode = exitCodes.failed;
  if (options.json === true) return json(check);
  for (const { kind, file, text } of check.findings) {
    const { title, then } = meanings[kind];
    console.log(`${kind === "damage" ? colours.red(title) : colours.yellow(title)}  ${kind === "damage" ? "" : `${file}: `}${text}`);
    console.log(colours.dim(`  ${then}`));
  }
  const size = `${count(check.topics)} topics, ${count(check.partitions)} partitions, ${count(check.segments)} segments, ${bytes(check.bytes)}`;
  const verdict = damaged ? colours.red("damaged") : colours.green(check.findings.length === 0 ? "sound" : "will start");
  console.log(`${size} checked in ${duration(performance.now() - began)}: ${verdict}`);
}
