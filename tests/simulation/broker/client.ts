// A client that speaks the protocol's bytes over the simulated network: requests in flight in order, each answered,
// or gone without an answer.
import type { SimulatedClock } from "./clock.ts";
import { type ApiName, decodeAnswer, type RequestOf, requestBytes, type ResponseOf } from "@millrace/kafka/raw-client";
import type { ClientEnd, SimulatedNetwork } from "./network.ts";

/** No answer will come. Whether the request was carried out is not known. */
export class Gone extends Error {
  override readonly name = "Gone";
}

interface Waiting {
  readonly correlationId: number;
  answer(frame: Uint8Array): void;
  gone(): void;
}

const patienceMs = 4_000;

export class Client {
  readonly #network: SimulatedNetwork;
  readonly #clock: SimulatedClock;
  #end: ClientEnd | undefined;
  #connecting: Promise<void> | undefined;
  #waiting: Waiting[] = [];
  #held: Uint8Array = new Uint8Array(0);
  #correlationId = 0;

  constructor(network: SimulatedNetwork) {
    this.#network = network;
    this.#clock = network.clock;
  }

  /** Which start of the broker answers; -1 while there is no connection. */
  get life(): number {
    return this.#end?.life ?? -1;
  }

  async connect(): Promise<void> {
    while (this.#end === undefined) await (this.#connecting ??= this.#connect().finally(() => (this.#connecting = undefined)));
  }

  async #connect(): Promise<void> {
    let closed = false;
    const end = await this.#network.connect({
      data: (bytes) => this.#take(bytes),
      closed: () => {
        closed = true;
        this.#lost();
      },
    });
    if (end === undefined) await this.#clock.sleep(50);
    else if (!closed) this.#end = end;
  }

  /** Sends at once on the connection that is there. Throws `Gone`, also when there is none. */
  send<Name extends ApiName>(name: Name, version: number, value: RequestOf<Name>, waitMs = 0): Promise<ResponseOf<Name>> {
    const end = this.#end;
    if (end === undefined) return Promise.reject(new Gone("there is no connection"));
    const correlationId = ++this.#correlationId;
    return new Promise((resolve, reject) => {
      const timer = this.#clock.after(patienceMs + waitMs, () => this.close());
      this.#waiting.push({
        correlationId,
        answer: (frame) => {
          timer.cancel();
          resolve(decodeAnswer(name, version, frame));
        },
        gone: () => {
          timer.cancel();
          reject(new Gone(`no answer upon ${name}`));
        },
      });
      end.write(requestBytes(name, version, value, correlationId));
    });
  }

  /** For requests that nobody answers. */
  post<Name extends ApiName>(name: Name, version: number, value: RequestOf<Name>): void {
    this.#end?.write(requestBytes(name, version, value, ++this.#correlationId));
  }

  async request<Name extends ApiName>(name: Name, version: number, value: RequestOf<Name>, waitMs = 0): Promise<ResponseOf<Name>> {
    await this.connect();
    return this.send(name, version, value, waitMs);
  }

  close(): void {
    this.#end?.close();
    this.#lost();
  }

  #lost(): void {
    this.#end = undefined;
    this.#held = new Uint8Array(0);
    for (const waiting of this.#waiting.splice(0)) waiting.gone();
  }

  #take(bytes: Uint8Array): void {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    while (this.#held.length >= 8) {
      const view = new DataView(this.#held.buffer, this.#held.byteOffset, this.#held.length);
      const end = 4 + view.getInt32(0);
      if (this.#held.length < end) return;
      const waiting = this.#waiting.shift();
      if (waiting === undefined || view.getInt32(4) !== waiting.correlationId) throw new Error("an answer came out of turn");
      const frame = this.#held.subarray(4, end);
      this.#held = this.#held.subarray(end);
      waiting.answer(frame);
    }
  }
}
