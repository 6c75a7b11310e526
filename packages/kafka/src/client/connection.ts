// One connection to one broker. @platformatic/kafka brings the socket, TLS and SASL; requests and answers are bytes of our
// own codec, so that record batches pass as they are. The library is loaded when the first cluster is opened.
import { ByteReader, ByteWriter } from "@millrace/core";
import type * as Kafka from "@platformatic/kafka";
import type { Connection, ConnectionOptions, Reader, Writer } from "@platformatic/kafka";
import { apiCodec, type ApiName, type RequestOf, type ResponseOf } from "../protocol/api.ts";
import { clusterErrors } from "./errors.ts";

type Library = typeof Kafka;
let library: Promise<Library> | undefined;
const load = (): Promise<Library> => (library ??= import("@platformatic/kafka"));

export interface ClusterSecurity {
  /** What node:tls takes (`ca`, `cert`, `key`, `rejectUnauthorized`, …); left out, the connection is plain. */
  readonly tls?: ConnectionOptions["tls"] | undefined;
  readonly sasl?:
    | {
        readonly mechanism: "PLAIN" | "SCRAM-SHA-256" | "SCRAM-SHA-512";
        readonly username: string;
        readonly password: string;
      }
    | undefined;
}

const connectMs = 5_000;
/** A long poll and what the broker takes beside it. */
export const answerMs = 40_000;

export class BrokerConnection {
  readonly #connection: Connection;
  readonly #library: Library;
  readonly #address: string;
  #sound = true;

  private constructor(connection: Connection, kafka: Library, address: string) {
    this.#connection = connection;
    this.#library = kafka;
    this.#address = address;
  }

  static async open(host: string, port: number, security: ClusterSecurity, clientId: string): Promise<BrokerConnection> {
    const kafka = await load();
    const { tls, sasl } = security;
    const connection = new kafka.Connection(clientId, {
      connectTimeout: connectMs,
      requestTimeout: answerMs,
      ...(tls === undefined ? {} : { tls, tlsServerName: tls.servername ?? (/^[\d.]+$|:/.test(host) ? false : host) }),
      ...(sasl === undefined ? {} : { sasl }),
    });
    // Whoever waits for an answer hears of a failure; an event that nobody listens to would end the process.
    connection.on("error", () => undefined);
    const address = `${host}:${port}`;
    try {
      await connection.connect(host, port);
    } catch (cause) {
      connection.socket?.destroy();
      const reasons = reasonsOf(cause);
      const reason = reasons.at(-1) ?? "no reason given";
      if (reasons.some((text) => /sasl|authenticat/i.test(text))) throw clusterErrors.loginRefused.with({ cause }, address, reason);
      throw clusterErrors.unreachable.with({ cause }, address, reason);
    }
    return new BrokerConnection(connection, kafka, address);
  }

  isConnected(): boolean {
    return this.#sound && this.#connection.isConnected();
  }

  async call<Name extends ApiName>(name: Name, version: number, request: RequestOf<Name>, signal?: AbortSignal): Promise<ResponseOf<Name>> {
    signal?.throwIfAborted();
    const codec = apiCodec(name);
    const flexible = version >= codec.flexibleFrom;
    const writer = new ByteWriter();
    codec.encodeRequest(writer, request, version);
    const body = writer.finish();
    const payload = (): Writer => this.#library.Writer.create().append(Buffer.from(body.buffer, body.byteOffset, body.length));
    // A copy: the frame's memory belongs to the connection.
    const parse = (_correlationId: number, _key: number, _version: number, reader: Reader): ResponseOf<Name> =>
      codec.decodeResponse(new ByteReader(new Uint8Array(reader.buffer.slice(reader.position))), version) as ResponseOf<Name>;
    const aborted = (): void => this.close();
    signal?.addEventListener("abort", aborted, { once: true });
    try {
      return await new Promise((resolve, reject) => {
        const answered = (error: Error | null, response?: ResponseOf<Name>): void => (error === null ? resolve(response!) : reject(error));
        this.#connection.send(codec.key, version, payload, parse, flexible, flexible && name !== "ApiVersions", answered);
      });
    } catch (cause) {
      this.close();
      signal?.throwIfAborted();
      throw clusterErrors.unreachable.with({ cause }, this.#address, reasonsOf(cause).at(-1) ?? "the connection broke");
    } finally {
      signal?.removeEventListener("abort", aborted);
    }
  }

  /** At once: the library's own close waits for answers, for ever when it never connected. */
  close(): void {
    this.#sound = false;
    this.#connection.socket?.destroy();
  }
}

/** Messages from the outermost to the innermost cause. */
function reasonsOf(thrown: unknown): string[] {
  const reasons: string[] = [];
  for (let error = thrown; error instanceof Error && reasons.length < 10; error = error.cause ?? (error as AggregateError).errors?.[0]) {
    if (error.message !== "") reasons.push(error.message);
  }
  return reasons;
}
