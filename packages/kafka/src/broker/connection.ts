// One client: frames in, answers out, in the order of the requests. Produce requests of one connection are worked on
// together, so that their appends share one sync; every other request waits for those before it, as in Kafka, where
// a commit is seen by the fetch that follows it. Reading stops while too many requests or bytes are under way, here
// or over all connections, and while the client does not take its answers.
import { ByteReader, type Clock, limits, MiB } from "@millrace/core";
import { decodeRequestHeader, encodeResponseHeader } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { protocolErrors } from "../protocol/errors.ts";
import { anonymous } from "../security/authorization.ts";
import { encodeUnsupportedApiVersions } from "./18-api-versions.ts";
import { Activity } from "./activity.ts";
import type { ByteBudget } from "./byte-budget.ts";
import { FrameWriter } from "./frame-writer.ts";
import { FrameReader } from "./frames.ts";
import { type BrokerContext, closeConnection, type Encode, type Handler, noAnswer, type RequestContext } from "./handler.ts";
import type { Wire } from "./wire.ts";

const apiVersionsKey = 18;
const freeFromBytes = 16 * 1024;
/** A client that has so many bytes of answers waiting is not read from. */
const unsentBytesMax = MiB;

interface Job {
  readonly handler: Handler | undefined;
  readonly key: number;
  readonly version: number;
  readonly correlationId: number;
  readonly clientId: string;
  readonly body: ByteReader;
  readonly frameBytes: number;
  outgoingBytes: number;
  /** Buffers of the answer that nobody else holds. */
  owned: readonly Uint8Array[];
  answer: Uint8Array[] | undefined;
  done: boolean;
}

export interface ConnectionOptions {
  readonly id: number;
  readonly wire: Wire;
  readonly broker: BrokerContext;
  readonly incoming: ByteBudget;
  readonly handlers: ReadonlyMap<number, Handler>;
  readonly advertised: { readonly host: string; readonly port: number };
  /** Something that no client should be able to cause. */
  readonly failed: (error: unknown, what: string) => void;
  readonly closed: (connection: Connection) => void;
}

export class Connection {
  readonly id: number;
  readonly activity: Activity;
  readonly address: string;
  readonly openedAtMs: number;
  readonly #options: ConnectionOptions;
  readonly #wire: Wire;
  readonly #clock: Clock;
  readonly #abort = new AbortController();
  /** Not started yet, in order. */
  readonly #waiting: Job[] = [];
  /** Not answered yet, in order; those that wait are its tail. */
  readonly #unanswered: Job[] = [];
  #running = 0;
  #runningAlone = false;
  #wakeReader: (() => void) | undefined;

  constructor(options: ConnectionOptions) {
    this.id = options.id;
    this.#options = options;
    this.#wire = options.wire;
    this.#clock = options.broker.clock;
    this.activity = new Activity(this.#clock);
    this.address = options.wire.remoteAddress;
    this.openedAtMs = this.#clock.now();
    options.wire.watch({
      idleMs: options.broker.settings.connectionIdleMs,
      idle: () => {
        if (this.#unanswered.length === 0) this.close();
      },
      drained: () => this.#wake(),
      closed: () => {
        this.#abort.abort();
        this.#flush();
        this.#wake();
        options.closed(this);
      },
    });
  }

  close(): void {
    this.#wire.destroy();
  }

  /** Reads until the client is gone. */
  async serve(): Promise<void> {
    const frames = new FrameReader();
    let reservedBytes = 0;
    const { incoming } = this.#options;
    const stuck = (): void => this.#wire.destroy();
    let timer: { cancel(): void } | undefined;
    try {
      for await (const chunk of this.#wire.chunks) {
        timer?.cancel();
        timer = undefined;
        frames.push(chunk);
        for (let frame = frames.next(); frame !== undefined; frame = frames.next()) {
          if (reservedBytes === 0) await incoming.reserve(frame.length);
          reservedBytes = frame.length;
          // Nobody would answer it, or give its memory back.
          if (this.#abort.signal.aborted) return;
          this.#accept(frame);
          reservedBytes = 0;
          await this.#room();
        }
        if (frames.heldBytes === 0) continue;
        if (reservedBytes === 0 && frames.frameBytes > 0) {
          await incoming.reserve(frames.frameBytes);
          reservedBytes = frames.frameBytes;
        }
        timer = this.#clock.after(this.#options.broker.settings.frameTimeoutMs, stuck);
      }
    } catch {
      // Bytes that are no request, or the wire failed: either way this client is done.
      this.#wire.destroy();
    } finally {
      timer?.cancel();
      incoming.release(reservedBytes);
    }
  }

  #accept(frame: Uint8Array): void {
    const reader = new ByteReader(frame);
    const key = reader.view.getInt16(0);
    const version = reader.view.getInt16(2);
    const handler = this.#options.handlers.get(key);
    const known = handler !== undefined && version >= handler.minVersion && version <= handler.maxVersion;
    // Unknown versions have an unknown header; their correlation id stands in the same place.
    const header = known
      ? decodeRequestHeader(reader, version >= handler.flexibleFrom ? 2 : 1)
      : { correlationId: reader.view.getInt32(4), clientId: null };
    const { correlationId, clientId } = header;
    this.activity.clientId = clientId ?? this.activity.clientId;
    const job: Job = {
      handler: known ? handler : undefined,
      key,
      version,
      correlationId,
      clientId: clientId ?? "",
      body: reader,
      frameBytes: frame.length,
      outgoingBytes: 0,
      owned: [],
      answer: undefined,
      done: false,
    };
    this.#waiting.push(job);
    this.#unanswered.push(job);
    this.#startWaiting();
  }

  #startWaiting(): void {
    while (this.#waiting.length > 0 && !this.#runningAlone && !this.#abort.signal.aborted) {
      const pipelined = this.#waiting[0]!.handler?.pipelined === true;
      if (!pipelined && this.#running > 0) return;
      const job = this.#waiting.shift()!;
      this.#running++;
      this.#runningAlone = !pipelined;
      void this.#run(job).finally(() => {
        this.#running--;
        if (!pipelined) this.#runningAlone = false;
        this.#options.incoming.release(job.frameBytes);
        this.#flush();
        this.#startWaiting();
        this.#wake();
      });
    }
  }

  async #run(job: Job): Promise<void> {
    const { handler, version } = job;
    try {
      if (handler === undefined) return this.#refuse(job);
      const result = handler.run(job.body, this.#context(job));
      const encode = result instanceof Promise ? await result : result;
      if (encode === closeConnection) return this.#wire.destroy();
      if (encode !== noAnswer) {
        const flexible = version >= handler.flexibleFrom && handler.key !== apiVersionsKey;
        job.answer = frameOf(job.correlationId, flexible ? 1 : 0, encode);
      }
      job.done = true;
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      const clientsFault = typeof code === "string" && (code.startsWith("core.") || code.startsWith("kafka."));
      if (!clientsFault) this.#options.failed(error, `${handler?.name} version ${version}`);
      this.#wire.destroy();
    }
  }

  /** An ApiVersions too new gets what lets the client try again; anything else error 35, then the end. */
  #refuse(job: Job): void {
    const encode: Encode =
      job.key === apiVersionsKey ? encodeUnsupportedApiVersions : (writer) => writer.int16(kafkaError.unsupportedVersion);
    job.answer = frameOf(job.correlationId, 0, encode);
    job.done = true;
    if (job.key === apiVersionsKey) return;
    this.#options.failed(protocolErrors.requestUnsupported(job.key, job.version), "a request");
    this.#flush();
    this.#wire.end();
  }

  #context(job: Job): RequestContext {
    const { broker, advertised } = this.#options;
    return {
      broker,
      version: job.version,
      clientId: job.clientId,
      clientHost: `/${this.address}`,
      advertised,
      principal: anonymous,
      may: () => true,
      mayAny: () => true,
      activity: this.activity,
      signal: this.#abort.signal,
      ownOutgoing: (buffers) => {
        if (this.#abort.signal.aborted) return;
        job.owned = buffers;
        job.outgoingBytes = buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
        broker.outgoing.hold(job.outgoingBytes);
      },
    };
  }

  /** Sends the answers that are next in turn. */
  #flush(): void {
    const { outgoing } = this.#options.broker;
    if (this.#abort.signal.aborted) {
      for (const job of this.#unanswered.splice(0)) outgoing.release(job.outgoingBytes);
      for (const job of this.#waiting.splice(0)) this.#options.incoming.release(job.frameBytes);
      return;
    }
    while (this.#unanswered[0]?.done === true) {
      const { answer, outgoingBytes, owned } = this.#unanswered.shift()!;
      if (answer === undefined || this.#wire.destroyed) {
        outgoing.release(outgoingBytes);
        continue;
      }
      this.#wire.write(answer, (error) => {
        outgoing.release(outgoingBytes);
        if (!error) for (const bytes of owned) free(bytes);
      });
    }
  }

  /** Resolves when another request may be taken. */
  async #room(): Promise<void> {
    while (
      !this.#abort.signal.aborted &&
      (this.#unanswered.length >= limits.kafkaRequestsInFlight || this.#wire.unsentBytes > unsentBytesMax)
    ) {
      await new Promise<void>((resolve) => (this.#wakeReader = resolve));
    }
  }

  #wake(): void {
    this.#wakeReader?.();
    this.#wakeReader = undefined;
  }
}

/**
 * Gives a sent buffer back now. Left to the garbage collector, megabytes outside its heap make it run again and again.
 * Only after a write that succeeded: one that was cancelled may still be in the system's hands.
 */
function free(bytes: Uint8Array): void {
  if (bytes.buffer instanceof ArrayBuffer && bytes.buffer.byteLength >= freeFromBytes) bytes.buffer.transfer(0);
}

function frameOf(correlationId: number, headerVersion: number, encode: Encode): Uint8Array[] {
  const writer = new FrameWriter();
  writer.int32(0);
  encodeResponseHeader(writer, { correlationId }, headerVersion);
  encode(writer);
  const pieces = writer.pieces();
  writer.view.setInt32(0, writer.totalBytes - 4);
  return pieces;
}
