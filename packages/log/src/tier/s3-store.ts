// Objects in a bucket of S3, or of what speaks as S3 does. The client is loaded when it is first used. Its errors are
// reduced to a status and a code: their bodies repeat parts of the request.
import type { S3mini } from "s3mini";
import type { ObjectPage, ObjectStore } from "./object-store.ts";

export interface S3Options {
  /** `https://s3.eu-central-1.amazonaws.com`, `http://127.0.0.1:9000`. */
  readonly endpoint: string;
  readonly bucket: string;
  /** In front of every key. */
  readonly prefix?: string | undefined;
  readonly region?: string | undefined;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const pageKeys = 1_000;

export class S3Store implements ObjectStore {
  readonly name: string;
  readonly #options: S3Options;
  readonly #prefix: string;
  #client: Promise<S3mini> | undefined;

  constructor(options: S3Options) {
    const prefix = options.prefix?.replace(/^\/+|\/+$/g, "") ?? "";
    this.name = `s3://${options.bucket}${prefix === "" ? "" : `/${prefix}`}`;
    this.#options = options;
    this.#prefix = prefix === "" ? "" : `${prefix}/`;
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    await this.#with((client) => client.putObject(this.#prefix + key, bytes, "application/octet-stream"));
  }

  async get(key: string, from: number, length: number): Promise<Uint8Array | undefined> {
    return this.#with(async (client) => {
      try {
        const answer = await client.getObjectRaw(this.#prefix + key, false, from, from + length);
        if (answer.status === 404) return undefined;
        const bytes = new Uint8Array(await answer.arrayBuffer());
        // A server that knows no ranges answers with all of it.
        return answer.status === 200 ? bytes.subarray(from, from + length) : bytes;
      } catch (thrown) {
        const { status } = thrown as { status?: number };
        if (status === 404) return undefined;
        // Nothing of the object is left from there on.
        if (status === 416) return new Uint8Array(0);
        throw thrown;
      }
    });
  }

  async delete(key: string): Promise<void> {
    await this.#with((client) => client.deleteObject(this.#prefix + key));
  }

  async list(prefix: string, next?: string): Promise<ObjectPage> {
    return this.#with(async (client) => {
      // The client wants a delimiter, and sends none.
      const page = await client.listObjectsPaged("/", this.#prefix + prefix, pageKeys, next);
      if (page === null || page === undefined) throw new Error("the bucket does not exist");
      const keys = (page.objects ?? []).map(({ Key }) => Key.slice(this.#prefix.length));
      return { keys, next: page.nextContinuationToken };
    });
  }

  async #with<T>(action: (client: S3mini) => Promise<T>): Promise<T> {
    this.#client ??= connect(this.#options);
    try {
      return await action(await this.#client);
    } catch (thrown) {
      const { status, serviceCode, code, message } = thrown as { status?: number; serviceCode?: string; code?: string; message: string };
      // eslint-disable-next-line preserve-caught-error -- its body repeats what was signed
      throw new Error(status === undefined ? (code ?? message) : `${status} ${serviceCode ?? ""}`.trim());
    }
  }
}

async function connect({ endpoint, bucket, region, accessKeyId, secretAccessKey }: S3Options): Promise<S3mini> {
  const { S3mini } = await import("s3mini");
  return new S3mini({ endpoint: `${endpoint.replace(/\/+$/, "")}/${bucket}`, region: region ?? "us-east-1", accessKeyId, secretAccessKey });
}
