// `log.json` in the data folder: its format, the cluster id made with it, and up to where producer ids were given out
// (in blocks: one replacement of this file serves a thousand producers).
import { decodeUtf8, encodeUtf8, uuid } from "@millrace/core";
import type { LogContext } from "./context.ts";
import { readWhole, replaceWhole } from "./disk/files.ts";
import { logErrors } from "./errors.ts";

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
      const json: ClusterJson = { format, clusterId: uuid(context.random), producerIdsBelow: 0 };
      await replaceWhole(context.disk, path, encode(json));
      return new ClusterFile(context, json);
    }
    let json: ClusterJson;
    try {
      json = JSON.parse(decodeUtf8(bytes)) as ClusterJson;
    } catch (thrown) {
      throw logErrors.corrupt.with({ cause: thrown }, path, 0, "it is not JSON");
    }
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
      encode({ format, clusterId: this.clusterId, producerIdsBelow }),
    );
    this.#reserved = producerIdsBelow;
  }
}

const encode = (json: ClusterJson): Uint8Array => encodeUtf8(`${JSON.stringify(json)}\n`);
