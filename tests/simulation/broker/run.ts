// Runs one history in one thread: an event, then every promise that it settles, then the next event. Throws with what
// was wrong.
import { seeded } from "@millrace/core";
import { runAdmin } from "./actors/admin.ts";
import { type Brief, runBrief } from "./actors/brief.ts";
import { runConsumer } from "./actors/consumer.ts";
import { runConsumerMember, sessionTimeoutMs } from "./actors/consumer-member.ts";
import { runMember } from "./actors/member.ts";
import { runProducer } from "./actors/producer.ts";
import { runTransactional } from "./actors/transactional.ts";
import { runTransformer } from "./actors/transformer.ts";
import { Checker } from "./checker/checker.ts";
import { must } from "./checker/records.ts";
import { SimulatedClock } from "./clock.ts";
import { checkEnd, readDamaged } from "./end.ts";
import type { Actor, Chaos, History } from "./history.ts";
import { Machine } from "./machine.ts";
import { calmNetwork, SimulatedNetwork } from "./network.ts";
import { newClient, type World } from "./world.ts";

/** Files in JSON have no checksum. */
const isProtected = ({ path, sizeBytes }: { path: string; sizeBytes: number }): boolean =>
  sizeBytes > 0 && /(?:\.log|index|recovery-points)$/.test(path);

const eventsMax = 60_000;
const lastMs = 10 * 60_000;
/** So many turns of the wheel go into one round of Node's event loop. */
const turnsAtOnce = 32;

export class Run {
  readonly history: History;
  readonly clock = new SimulatedClock();
  readonly checker = new Checker();
  readonly network: SimulatedNetwork;
  readonly machine: Machine;
  events = 0;
  #calm = false;
  readonly #topicIds = new Map<string, Uint8Array>();
  readonly #briefs: Brief[] = [];

  constructor(history: History) {
    const { seed, recoveryPointBytes, openFiles, incomingBytesMax, journalSegmentBytes } = history;
    this.history = history;
    this.network = new SimulatedNetwork(this.clock, seeded(seed ^ 0x1234));
    const log = { recoveryPointBytes, openFiles, maintenanceMs: 700, spareBytes: 10_000 };
    const settings = {
      groupMinSessionTimeoutMs: 1,
      groupConsumerSessionTimeoutMs: sessionTimeoutMs,
      autoCreateTopics: false,
      incomingBytesMax,
      offsetsTopicSegmentBytes: journalSegmentBytes,
      transactionStateLogSegmentBytes: journalSegmentBytes,
      frameTimeoutMs: 20_000,
      transactionAbortTimedOutIntervalMs: 500,
      readAheadBytesLeast: 1,
    };
    this.machine = new Machine({ seed, diskDelayMs: history.diskDelayMs, log, settings }, this.clock, this.network);
  }

  async run(): Promise<void> {
    const { history, machine, checker } = this;
    void machine.start();
    await this.#until(this.#setUp());
    checker.topic("events", history.partitions, false);
    checker.topic("output", history.partitions, false);
    checker.topic("state", 1, true);
    this.network.faults = history.network;
    const { shortReads, writeBack } = history;
    machine.disk.faults = { shortReads, writeBack };
    for (const chaos of history.chaos) this.clock.after(chaos.atMs, () => this.#disturb(chaos));
    await this.#until(Promise.all(history.actors.map((actor, index) => this.#act(actor, index))));
    this.#calm = true;
    machine.disk.faults = {};
    this.network.faults = calmNetwork;
    await this.#until(checkEnd(this.#world("end", 999)));
    if (history.flips > 0) await this.#until(this.#flipBits());
  }

  /** What two runs of one seed have in common: everything. */
  trace(): { readonly events: number; readonly ms: number; readonly changes: number; readonly lives: number; readonly records: string } {
    const { events, clock, machine, checker } = this;
    return { events, ms: clock.monotonic(), changes: machine.disk.changes, lives: machine.life, records: checker.summary() };
  }

  #world(name: string, index: number): World {
    const { clock, network, machine, checker, history } = this;
    const { partitions } = history;
    const random = seeded(history.seed * 64 + index);
    return { clock, network, machine, checker, name, partitions, topicIds: this.#topicIds, briefs: this.#briefs, random };
  }

  async #setUp(): Promise<void> {
    const client = newClient(this.#world("set-up", 998));
    const { segmentBytes, partitions } = this.history;
    const segments = { name: "segment.bytes", value: String(segmentBytes) };
    const topic = (name: string, count: number, configs: { name: string; value: string }[]) => ({
      name,
      partitions: count,
      replicationFactor: 1,
      assignments: [],
      configs,
    });
    const compact = { name: "cleanup.policy", value: "compact" };
    const topics = [
      topic("events", partitions, [segments]),
      topic("output", partitions, [segments]),
      topic("state", 1, [segments, compact]),
    ];
    const answer = await client.request("CreateTopics", 7, { topics, timeoutMs: 1_000, validateOnly: false });
    must(
      answer.topics.every(({ errorCode }) => errorCode === 0),
      "the topics of the run could not be made",
    );
    for (const { name, topicId } of answer.topics) this.#topicIds.set(name, topicId);
    client.close();
  }

  /** Damage of a disk that was written in good order is refused or does no harm. */
  async #flipBits(): Promise<void> {
    const { machine, history } = this;
    const random = seeded(history.seed ^ 0xf11b);
    for (let left = history.flips; left > 0 && (await machine.stop()); left--) {
      const files = machine.disk.files().filter(isProtected);
      const file = files[random.below(files.length)]!;
      machine.damageExpected = true;
      machine.disk.flipBit(file.path, random.below(file.sizeBytes), random.below(8));
      await machine.start();
      if (machine.isUp) await readDamaged(this.#world("damage", 997));
    }
  }

  #act(actor: Actor, index: number): Promise<void> {
    const world = this.#world(`${actor.kind}-${index}`, index);
    switch (actor.kind) {
      case "producer":
        return runProducer(actor, world);
      case "consumer":
        return runConsumer(actor, world);
      case "member":
        return runMember(actor, world);
      case "consumerMember":
        return runConsumerMember(actor, world);
      case "admin":
        return runAdmin(actor, world);
      case "brief":
        return runBrief(actor, world);
      case "transactional":
        return runTransactional(actor, world);
      case "transformer":
        return runTransformer(actor, world);
    }
  }

  #disturb(chaos: Chaos): void {
    const { machine, network, clock } = this;
    const { faults } = machine.disk;
    if (this.#calm) return;
    switch (chaos.do) {
      case "crash":
        return machine.crash(chaos.power);
      case "restart":
        void machine.restart();
        return;
      case "crashAfterChanges":
        faults.crashAfterChanges = chaos.changes;
        return;
      case "failSync":
        faults.failSyncAfter = chaos.syncs;
        return;
      case "room":
        faults.capacityBytes = machine.disk.usedBytes + chaos.bytes;
        clock.after(chaos.forMs, () => (machine.disk.faults.capacityBytes = undefined));
        return;
      case "jump":
        return clock.jump(chaos.ms);
      case "cutAll":
        return network.cutAll();
      case "maintain":
        void machine.maintain();
        return;
    }
  }

  /**
   * Turns the wheel until `work` is done. Each turn is an immediate of Node's: before it, everything has run that the one
   * before set off, and a rejection that nobody handles ends the process. Many are queued at once, as rounds of the event
   * loop cost more than turns.
   */
  #until(work: Promise<unknown>): Promise<void> {
    const { clock, machine } = this;
    return new Promise((resolve, reject) => {
      let settle: (() => void) | undefined;
      let over = false;
      work.then(
        () => (settle = resolve),
        (thrown: unknown) => (settle = () => reject(thrown as Error)),
      );
      const turn = (): void => {
        if (over) return;
        try {
          machine.lookAtDisk();
          if (machine.failure !== undefined) throw new Error("the broker failed", { cause: machine.failure });
          over = settle !== undefined;
          if (over) return settle!();
          if (!clock.step(lastMs)) throw new Error("the run stands still");
          if (++this.events > eventsMax) throw new Error("the run does not end");
        } catch (thrown) {
          over = true;
          reject(thrown as Error);
        }
      };
      const round = (): void => {
        for (let left = turnsAtOnce; left > 0 && !over; left--) setImmediate(turn);
        if (!over) setImmediate(round);
      };
      round();
    });
  }
}
