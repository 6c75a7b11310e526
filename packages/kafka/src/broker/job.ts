// A request on its way through a connection: read off its frame, worked on, answered with a frame.
import { ByteReader, limits } from "@millrace/core";
import { decodeRequestHeader, encodeResponseHeader } from "../generated/index.ts";
import { FrameWriter } from "./frame-writer.ts";
import type { Encode, Handler } from "./handler.ts";

export const produceKey = 0;

export interface Job {
  readonly handler: Handler | undefined;
  readonly key: number;
  readonly version: number;
  readonly correlationId: number;
  readonly clientId: string;
  readonly body: ByteReader;
  readonly frameBytes: number;
  /** Of a produce request: in a buffer of its own, which the log needs no more when the request is done. */
  readonly frame: Uint8Array | undefined;
  outgoingBytes: number;
  /** How long the client is to be still after this. */
  silenceMs: number;
  /** Buffers of the answer that nobody else holds. */
  owned: readonly Uint8Array[];
  answer: Uint8Array[] | undefined;
  done: boolean;
}

/** `ownsBuffer`: the frame lies in a buffer that nothing else needs. */
export function jobOf(frame: Uint8Array, ownsBuffer: boolean, handlers: ReadonlyMap<number, Handler>): Job {
  const body = new ByteReader(frame);
  body.elementsLeft = limits.kafkaRequestElements;
  const key = body.view.getInt16(0);
  const version = body.view.getInt16(2);
  const handler = handlers.get(key);
  const known = handler !== undefined && version >= handler.minVersion && version <= handler.maxVersion;
  // Unknown versions have an unknown header; their correlation id stands in the same place.
  const { correlationId, clientId } = known
    ? decodeRequestHeader(body, version >= handler.flexibleFrom ? 2 : 1)
    : { correlationId: body.view.getInt32(4), clientId: null };
  return {
    handler: known ? handler : undefined,
    key,
    version,
    correlationId,
    clientId: clientId ?? "",
    body,
    frameBytes: frame.length,
    frame: ownsBuffer && key === produceKey ? frame : undefined,
    outgoingBytes: 0,
    silenceMs: 0,
    owned: [],
    answer: undefined,
    done: false,
  };
}

export function answerFrame(correlationId: number, headerVersion: number, encode: Encode, silenceMs = 0): Uint8Array[] {
  const writer = new FrameWriter();
  writer.int32(0);
  encodeResponseHeader(writer, { correlationId }, headerVersion);
  encode(writer, silenceMs);
  const pieces = writer.pieces();
  writer.view.setInt32(0, writer.totalBytes - 4);
  return pieces;
}
