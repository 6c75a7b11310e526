// `log.json` in the data folder: its format, the cluster id made with it, and up to where producer ids were given out
// (in blocks: one replacement of this file serves a thousand producers).
import { uuid } from "@millrace/core";
import type { LogContext } from "./context.ts";
import { decodeJson, encodeJson } from "./disk/checked-json.ts";
import { readWhole, replaceWhole } from "./disk/files.ts";
import { logErrors } from "./errors.ts";
import { writeRecoveryPoints } from "./recovery-points.ts";

const format = 1;
const blockSize = 1_000;

interface ClusterJson {
  readonly format: number;
  readonly clusterId: string;
  readonly producerIdsBelow: number;
}

export class ClusterFile {
  readonly clusterId: string;
  readonly #context: LogContext;
  /** Ids below this may have been given. */
  #reserved: number;
  #next: number;
  #reserving: Promise<void> | undefined;

  constructor(context: LogContext, json: ClusterJson) {
    this.#context = context;
    this.clusterId = json.clusterId;
    this.#reserved = json.producerIdsBelow;
    this.#next = json.producerIdsBelow;
  }

  static async open(context: LogContext): Promise<ClusterFile> {
    const path = `${context.folder}/log.json`;
    const bytes = await readWhole(context.disk, path);
    if (bytes === undefined) {
      // Made with the folder, before the first topic, and behind the first recovery points.
      const topics = await context.disk.list(`${context.folder}/topics`);
      if (topics.length > 0) throw logErrors.corrupt(path, 0, "the file is missing");
      await writeRecoveryPoints(context.disk, context.folder, new Map());
      const json: ClusterJson = { format, clusterId: uuid(context.random), producerIdsBelow: 0 };
      await replaceWhole(context.disk, path, encodeJson(json));
      return new ClusterFile(context, json);
    }
    const json = decodeJson(path, bytes) as ClusterJson;
    if (json.format !== format) throw logErrors.folderVersion(context.folder, String(json.format));
    return new ClusterFile(context, json);
  }

  async nextProducerId(): Promise<number> {
    while (this.#next >= this.#reserved) {
      this.#reserving ??= this.#reserve().finally(() => (this.#reserving = undefined));
      await this.#reserving;
    }
    return this.#next++;
  }

  async #reserve(): Promise<void> {
    const producerIdsBelow = this.#reserved + blockSize;
    await replaceWhole(
      this.#context.disk,
      `${this.#context.folder}/log.json`,
      encodeJson({ format, clusterId: this.clusterId, producerIdsBelow }),
    );
    this.#reserved = producerIdsBelow;
  }
}
