// One client: frames in, answers out, in the order of the requests. Produce requests of one connection are worked on
// together, so that their appends share one sync; every other request waits for those before it, as in Kafka, where
// a commit is seen by the fetch that follows it. Reading stops while too many requests or bytes are under way, here
// or over all connections, and while the client does not take its answers.
import { type Clock, limits, MiB, type Timer } from "@millrace/core";
import { kafkaError } from "../protocol/error-codes.ts";
import { protocolErrors } from "../protocol/errors.ts";
import type { SaslSession } from "../security/sasl/session.ts";
import { encodeUnsupportedApiVersions } from "./18-api-versions.ts";
import { Activity } from "./activity.ts";
import type { ByteBudget } from "./byte-budget.ts";
import { unknownRequest } from "./figures.ts";
import { FrameReader } from "./frames.ts";
import { type BrokerContext, closeConnection, type Encode, type Handler, noAnswer, type RequestContext } from "./handler.ts";
import { answerFrame, type Job, jobOf, produceKey } from "./job.ts";
import { Peer } from "./peer.ts";
import { ReadAhead } from "./read-ahead.ts";
import type { Wire } from "./wire.ts";

const apiVersionsKey = 18;
/** Why the requests of a connection that closed are given up. Made once: an error costs its stack. */
const gone = new Error("the connection is closed");
/** A request arrives at least so fast, once it has begun. */
const frameBytesPerMs = 1_000;
/** A client that has so many bytes of answers waiting is not read from. */
const unsentBytesMax = MiB;
/** Requests that came together are worked on so long before all others have their turn. */
const turnMsMost = 10;
/** After the refusal of a login, the connection is kept so long for the client to read it. */
const refusalReadMs = 500;

export interface ConnectionOptions {
  readonly id: number;
  /** The name of the listener that it came through. */
  readonly listener: string;
  readonly wire: Wire;
  readonly broker: BrokerContext;
  readonly incoming: ByteBudget;
  readonly handlers: ReadonlyMap<number, Handler>;
  readonly advertised: { readonly host: string; readonly port: number };
  /** Who the transport says it is: by certificate, or nobody in particular. */
  readonly principal: string;
  /** Where the listener asks for a login. */
  readonly session: SaslSession | undefined;
  /** Asked once it is known who it is: whether this connection may stay. */
  readonly admit: (principal: string) => boolean;
  /** Something that no client should be able to cause. */
  readonly failed: (error: unknown, what: string) => void;
  readonly closed: (connection: Connection) => void;
}

export class Connection {
  readonly id: number;
  readonly activity: Activity;
  readonly address: string;
  readonly listener: string;
  readonly openedAtMs: number;
  readonly #options: ConnectionOptions;
  readonly #wire: Wire;
  readonly #peer: Peer;
  readonly #clock: Clock;
  readonly #abort = new AbortController();
  readonly #readAhead: ReadAhead;
  /** Not started yet, in order. */
  readonly #waiting: Job[] = [];
  /** Not answered yet, in order; those that wait are its tail. */
  readonly #unanswered: Job[] = [];
  #running = 0;
  #runningAlone = false;
  #wakeReader: (() => void) | undefined;
  #ending: Timer | undefined;
  /** Until then nothing more is taken from this client; 0: it never went too fast. */
  #mutedUntilMs = 0;

  constructor(options: ConnectionOptions) {
    this.id = options.id;
    this.#options = options;
    this.#wire = options.wire;
    this.#clock = options.broker.clock;
    this.activity = new Activity(this.#clock);
    this.address = options.wire.remoteAddress;
    this.listener = options.listener;
    this.openedAtMs = this.#clock.now();
    const { principal, session, broker } = options;
    this.#readAhead = new ReadAhead(broker);
    this.#peer = new Peer({ security: broker.security, principal, session, address: this.address });
    const tooLate = (): void => {
      if (!this.#peer.known) this.close();
    };
    const login = this.#peer.known ? undefined : this.#clock.after(broker.settings.authenticationTimeoutMs, tooLate);
    options.wire.watch({
      idleMs: options.broker.settings.connectionIdleMs,
      idle: () => {
        if (this.#unanswered.length === 0) this.close();
      },
      drained: () => this.#wake(),
      closed: () => {
        login?.cancel();
        this.#ending?.cancel();
        this.#readAhead.end();
        this.#abort.abort(gone);
        this.#flush();
        this.#wake();
        options.closed(this);
      },
    });
  }

  close(): void {
    this.#wire.destroy();
  }

  get principal(): string {
    return this.#peer.principal;
  }

  /** Reads until the client is gone. */
  async serve(): Promise<void> {
    const frames = new FrameReader(this.#options.broker.buffers);
    let reservedBytes = 0;
    const { incoming, session, broker } = this.#options;
    const { frameTimeoutMs, saslReceiveBytesMax } = broker.settings;
    const limit = (): void => void (frames.smallBytes = this.#peer.known ? undefined : saslReceiveBytesMax);
    const stuck = (): void => this.#wire.destroy();
    let timer: { cancel(): void } | undefined;
    try {
      for await (const chunk of this.#wire.chunks) {
        let turnMs = this.#clock.monotonic();
        limit();
        frames.push(chunk);
        for (let frame = frames.next(); frame !== undefined; frame = frames.next()) {
          timer?.cancel();
          timer = undefined;
          // Unknown clients send little, and must not use up what the known ones share.
          if (!this.#peer.known) incoming.hold(frame.length);
          else if (reservedBytes === 0) await incoming.reserve(frame.length);
          reservedBytes = frame.length;
          // Nobody would answer it, or give its memory back.
          if (this.#abort.signal.aborted) return;
          if (session?.bare === true) {
            await this.#takeBare(frame, session);
            incoming.release(frame.length);
          } else this.#accept(frame, frames.ownsBuffer);
          reservedBytes = 0;
          if (this.#full) await this.#room();
          if (this.#clock.monotonic() - turnMs > turnMsMost) {
            await this.#clock.sleep(0);
            turnMs = this.#clock.monotonic();
          }
          limit();
        }
        if (frames.heldBytes === 0) continue;
        if (reservedBytes === 0 && frames.frameBytes > 0 && this.#peer.known) {
          await incoming.reserve(frames.frameBytes);
          reservedBytes = frames.frameBytes;
        }
        timer ??= this.#clock.after(frameTimeoutMs + frames.frameBytes / frameBytesPerMs, stuck);
      }
    } catch {
      // Bytes that are no request, or the wire failed: either way this client is done.
      this.#wire.destroy();
    } finally {
      timer?.cancel();
      incoming.release(reservedBytes);
    }
  }

  /** A message of a mechanism, without a request around it: as clients from before Kafka 1.0 send them. */
  async #takeBare(frame: Uint8Array, session: SaslSession): Promise<void> {
    const { errorCode, authBytes } = await session.authenticate(frame);
    if (errorCode !== kafkaError.none) return this.#wire.destroy();
    const answer = Buffer.alloc(4 + authBytes.length);
    answer.writeInt32BE(authBytes.length);
    answer.set(authBytes, 4);
    this.#wire.write([answer], () => undefined);
    this.#settle();
  }

  #settle(): void {
    if (this.#peer.settle() && !this.#options.admit(this.principal)) this.close();
  }

  #accept(frame: Uint8Array, ownsBuffer: boolean): void {
    const job = jobOf(frame, ownsBuffer, this.#options.handlers);
    if (job.clientId !== "") this.activity.clientId = job.clientId;
    this.#waiting.push(job);
    this.#unanswered.push(job);
    this.#startWaiting();
  }

  #startWaiting(): void {
    while (this.#waiting.length > 0 && !this.#runningAlone && !this.#muted && !this.#abort.signal.aborted) {
      const pipelined = this.#waiting[0]!.handler?.pipelined === true;
      if (!pipelined && this.#running > 0) return;
      const job = this.#waiting.shift()!;
      this.#running++;
      this.#runningAlone = !pipelined;
      void this.#run(job);
    }
  }

  #finished(job: Job): void {
    this.#running--;
    this.#runningAlone = false;
    this.#options.incoming.release(job.frameBytes);
    if (job.frame !== undefined) this.#options.broker.buffers.give(job.frame);
    this.#flush();
    this.#startWaiting();
    this.#wake();
  }

  async #run(job: Job): Promise<void> {
    const { handler, version } = job;
    const { counters, security } = this.#options.broker;
    const figures = counters.of(handler ?? unknownRequest);
    try {
      if (!this.#peer.inTurn(job.key)) {
        figures.failed++;
        return this.#wire.destroy();
      }
      if (handler === undefined) {
        figures.failed++;
        return this.#refuse(job);
      }
      const startedAtMs = this.#clock.monotonic();
      const result = handler.run(job.body, this.#context(job));
      const threadMs = security.quotas.unset ? 0 : this.#clock.monotonic() - startedAtMs;
      const encode = result instanceof Promise ? await result : result;
      if (encode === closeConnection) {
        figures.failed++;
        return this.#wire.destroy();
      }
      if (!security.quotas.unset) this.#spend(job, threadMs);
      if (encode !== noAnswer) {
        const flexible = version >= handler.flexibleFrom && handler.key !== apiVersionsKey;
        job.answer = answerFrame(job.correlationId, flexible ? 1 : 0, encode, job.silenceMs);
      }
      job.done = true;
      figures.count++;
      figures.ms += this.#clock.monotonic() - startedAtMs;
      this.#settle();
      if (this.#peer.session?.failed === true) this.#endWhenRead();
    } catch (error) {
      figures.failed++;
      const code = (error as { code?: unknown }).code;
      const isNonsense = typeof code === "string" && (code.startsWith("core.") || code.startsWith("kafka."));
      // A sound client may meet the bound: without a word nobody would know why it is not served.
      if (!isNonsense || code === protocolErrors.elementsMany.code) this.#options.failed(error, `${handler?.name} version ${version}`);
      this.#wire.destroy();
    } finally {
      this.#finished(job);
    }
  }

  /** An ApiVersions too new gets what lets the client try again; anything else error 35, then the end. */
  #refuse(job: Job): void {
    const encode: Encode =
      job.key === apiVersionsKey ? encodeUnsupportedApiVersions : (writer) => writer.int16(kafkaError.unsupportedVersion);
    job.answer = answerFrame(job.correlationId, 0, encode);
    job.done = true;
    if (job.key === apiVersionsKey) return;
    this.#options.failed(protocolErrors.requestUnsupported(job.key, job.version), "a request");
    this.#end();
  }

  #end(): void {
    this.#flush();
    this.#wire.end();
  }

  /** Some clients see the end of a connection before the refusal of their login that stands before it: they get time. */
  #endWhenRead(): void {
    this.#ending = this.#clock.after(refusalReadMs, () => this.#end());
  }

  /** Counts a request against its client's quotas. */
  #spend(job: Job, threadMs: number): void {
    const { quotas } = this.#options.broker.security;
    const producedBytes = job.key === produceKey ? job.frameBytes : 0;
    const spent = { producedBytes, fetchedBytes: job.outgoingBytes, threadMs };
    job.silenceMs = Math.max(job.silenceMs, quotas.spend(this.#peer.user, job.clientId, spent));
    if (job.silenceMs > 0) this.#mute(job.silenceMs);
  }

  get #muted(): boolean {
    return this.#mutedUntilMs > 0 && this.#clock.monotonic() < this.#mutedUntilMs;
  }

  #mute(silenceMs: number): void {
    this.#options.broker.counters.throttledMs += silenceMs;
    this.#mutedUntilMs = Math.max(this.#mutedUntilMs, this.#clock.monotonic() + silenceMs);
    // One more, as a timer may come a fraction of a millisecond early.
    this.#clock.after(silenceMs + 1, () => {
      this.#startWaiting();
      this.#wake();
    });
  }

  #context(job: Job): RequestContext {
    const { broker, advertised, session } = this.#options;
    const { quotas } = broker.security;
    return {
      broker,
      version: job.version,
      clientId: job.clientId,
      clientHost: `/${this.address}`,
      advertised,
      principal: this.principal,
      may: this.#peer.may,
      mayAny: this.#peer.mayAny,
      session,
      fetchBytesMost: () => quotas.fetchBytesMost(this.#peer.user, job.clientId),
      mayMutate: (partitions, evenIfOwed) => {
        const silenceMs = quotas.mutate(this.#peer.user, job.clientId, partitions, evenIfOwed);
        job.silenceMs = Math.max(job.silenceMs, silenceMs);
        return silenceMs === 0 || evenIfOwed;
      },
      activity: this.activity,
      readAhead: this.#readAhead,
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
    const { buffers, outgoing } = this.#options.broker;
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
        // After a write that was cancelled they may still be in the system's hands.
        if (error) return;
        for (const bytes of owned) buffers.give(bytes);
        this.#readAhead.goOn();
      });
    }
  }

  /** Another request may not be taken yet. */
  get #full(): boolean {
    if (this.#abort.signal.aborted) return false;
    const most = this.#peer.known ? limits.kafkaRequestsInFlight : 1;
    return this.#unanswered.length >= most || this.#muted || this.#wire.unsentBytes > unsentBytesMax;
  }

  async #room(): Promise<void> {
    while (this.#full) await new Promise<void>((resolve) => (this.#wakeReader = resolve));
  }

  #wake(): void {
    this.#wakeReader?.();
    this.#wakeReader = undefined;
  }
}
