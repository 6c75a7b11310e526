// The smallest Kafka client there can be: sends one request at a time or bytes as they are, and hands back decoded
// answers. For tests, soaks and benchmarks, which want to say exactly what goes over the wire.
import { connect, type Socket } from "node:net";
import { ByteReader } from "@millrace/core";
import { decodeResponseHeader, encodeRequestHeader } from "../generated/index.ts";
import { apiCodec, type ApiName, type RequestOf, type ResponseOf } from "../protocol/api.ts";
import { FrameWriter } from "./frame-writer.ts";

export type { ApiName, RequestOf, ResponseOf } from "../protocol/api.ts";

/** A whole frame, its length in front, as pieces. */
export function requestPieces<Name extends ApiName>(name: Name, version: number, value: RequestOf<Name>, correlationId = 1): Uint8Array[] {
  const codec = apiCodec(name);
  const writer = new FrameWriter();
  writer.int32(0);
  const header = { apiKey: codec.key, apiVersion: version, correlationId, clientId: "raw" };
  encodeRequestHeader(writer, header, version >= codec.flexibleFrom ? 2 : 1);
  codec.encodeRequest(writer, value, version);
  const pieces = writer.pieces();
  writer.view.setInt32(0, writer.totalBytes - 4);
  return pieces;
}

export function requestBytes<Name extends ApiName>(name: Name, version: number, value: RequestOf<Name>, correlationId = 1): Uint8Array {
  return Buffer.concat(requestPieces(name, version, value, correlationId));
}

export function decodeAnswer<Name extends ApiName>(name: Name, version: number, frame: Uint8Array): ResponseOf<Name> {
  const codec = apiCodec(name);
  const reader = new ByteReader(frame);
  decodeResponseHeader(reader, version >= codec.flexibleFrom && name !== "ApiVersions" ? 1 : 0);
  return codec.decodeResponse(reader, version) as ResponseOf<Name>;
}

export class RawClient {
  readonly socket: Socket;
  #chunks: Uint8Array[] = [];
  #held = 0;
  readonly #frames: Uint8Array[] = [];
  #closed = false;
  #wake: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Uint8Array) => this.#take(chunk));
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      this.#closed = true;
      this.#wake?.();
    });
  }

  static connect(port: number, host = "127.0.0.1"): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host, noDelay: true });
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        resolve(new RawClient(socket));
      });
    });
  }

  /** A connection that stands already, encrypted for instance. */
  static over(socket: Socket): RawClient {
    return new RawClient(socket);
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** The next answer without its length; undefined when the broker closed the connection. */
  async frame(): Promise<Uint8Array | undefined> {
    while (this.#frames.length === 0) {
      if (this.#closed) return undefined;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return this.#frames.shift();
  }

  async request<Name extends ApiName>(name: Name, version: number, value: RequestOf<Name>): Promise<ResponseOf<Name>> {
    for (const piece of requestPieces(name, version, value)) this.socket.write(piece);
    const frame = await this.frame();
    if (frame === undefined) throw new Error(`the broker closed the connection upon ${name} version ${version}`);
    return decodeAnswer(name, version, frame);
  }

  close(): void {
    this.socket.destroy();
  }

  #take(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    for (;;) {
      if (this.#held < 4) return;
      if (this.#chunks[0]!.length < 4) this.#chunks = [Buffer.concat(this.#chunks)];
      const first = this.#chunks[0]!;
      const length = new DataView(first.buffer, first.byteOffset, 4).getInt32(0) + 4;
      if (this.#held < length) return;
      const whole = this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
      this.#frames.push(whole.subarray(4, length));
      this.#chunks = whole.length === length ? [] : [whole.subarray(length)];
      this.#held -= length;
      this.#wake?.();
      this.#wake = undefined;
    }
  }
}
