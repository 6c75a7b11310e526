// The producers of a simulated run: four of them, two with transactions. They behave as Kafka's clients do: what was not
// acknowledged is sent again, in order, and a transaction ends when everything in it was answered.
import { assert, MillraceError, type ManualClock } from "@millrace/core";
import { encodeBatch, type EmbeddedLog } from "@millrace/log";
import type { Step } from "./history.ts";
import type { PartitionModel, Sent } from "./model.ts";
import { allowFull, codeOf, endsLife } from "./outcomes.ts";

export const topic = "events";
/** The last two send transactions. */
export const producerIds = [7, 8, 9, 10];
const firstTransactional = 2;

interface Running {
  readonly log: EmbeddedLog;
  readonly partitions: readonly PartitionModel[];
  readonly clock: ManualClock;
  /** What was sent and not waited for; never rejects. */
  readonly inFlight: Promise<void>[];
}

export class Clients {
  readonly #run: Running;
  #batch = 0;
  #coordinatorEpoch = 0;

  constructor(run: Running) {
    this.#run = run;
  }

  end(step: Step & { do: "end" }): Promise<void> {
    const model = this.#run.partitions[step.partition]!;
    const { producer } = step;
    // A producer ends its transaction when everything it sent was answered.
    if (model.open[producer]!.length > 0 || model.ending[producer] !== undefined) return Promise.resolve();
    model.ending[producer] = step.committed ? "commit" : "abort";
    if (step.bump) {
      model.epoch[producer]!++;
      model.nextSequence[producer] = 0;
      model.acknowledged[producer] = [];
    }
    this.#run.inFlight.push(this.#sendMarker(step.partition, producer));
    return Promise.resolve();
  }

  async #sendMarker(partition: number, producer: number): Promise<void> {
    const model = this.#run.partitions[partition]!;
    const ends = model.ending[producer]!;
    const coordinatorEpoch = this.#coordinatorEpoch++;
    const sent = model.addMarker(producer, coordinatorEpoch, ends);
    const marker = {
      producerId: producerIds[producer]!,
      producerEpoch: model.epoch[producer]!,
      coordinatorEpoch,
      committed: ends === "commit",
    };
    try {
      const { baseOffset } = await this.#run.log.endTransaction(topic, partition, marker);
      model.acknowledge(sent, baseOffset);
      model.ending[producer] = undefined;
    } catch (thrown) {
      if (codeOf(thrown) === "log.disk-full") sent.fate = "refused";
      else if (!endsLife(thrown) && codeOf(thrown) !== "log.closed") throw thrown;
    }
  }

  append(step: Step & { do: "append" }): Promise<void> {
    const model = this.#run.partitions[step.partition]!;
    const { producer } = step;
    // What was refused has to be sent again first: an idempotent producer keeps its order.
    if (producer >= 0 && model.open[producer]!.some((sent) => sent.fate !== "sent")) return Promise.resolve();
    if (model.ending[producer] !== undefined) return Promise.resolve();
    const sents: Sent[] = [];
    for (const records of step.batches) {
      const sequence = producer < 0 ? -1 : model.nextSequence[producer]!;
      const bytes = this.#encode({ records, valueBytes: step.valueBytes, producer, sequence, epoch: model.epoch[producer] ?? 0 });
      const sent = model.add(bytes, records, producer, sequence);
      if (producer >= 0) {
        model.nextSequence[producer] = sequence + records;
        model.open[producer]!.push(sent);
      }
      sents.push(sent);
    }
    this.#run.inFlight.push(this.#send(step.partition, sents));
    return Promise.resolve();
  }

  #encode(what: { records: number; valueBytes: number; producer: number; sequence: number; epoch: number }): Uint8Array {
    const { producer, sequence, epoch } = what;
    const id = this.#batch++;
    const values = Array.from({ length: what.records }, (_, index) => ({
      value: `${id}.${index}${"x".repeat(what.valueBytes)}`,
      timestampMs: this.#run.clock.now() + (id % 5),
    }));
    return encodeBatch({
      records: values,
      transactional: producer >= firstTransactional,
      ...(producer < 0 ? {} : { producerId: producerIds[producer]!, producerEpoch: epoch, baseSequence: sequence }),
    });
  }

  /** One append. Never rejects for what a disk may do: the fates of the batches say what happened. */
  async #send(partition: number, sents: readonly Sent[]): Promise<void> {
    const model = this.#run.partitions[partition]!;
    const present = sents.every((sent) => sent.offset >= 0);
    try {
      const result = await this.#run.log.append(topic, partition, Buffer.concat(sents.map((sent) => sent.bytes)));
      assert(
        !result.duplicate || present || sents.every((sent) => sent.offset >= 0),
        "a batch that was never written counts as a duplicate",
      );
      assert(result.duplicate || !present, "a batch that is in the log was written again");
      let offset = result.baseOffset;
      for (const sent of sents) {
        if (result.duplicate) assert(offset < 0 || offset === sent.offset, `a duplicate is said to be at ${offset}, not ${sent.offset}`);
        model.acknowledge(sent, result.duplicate ? sent.offset : offset);
        offset += sent.records;
        this.#closeOpen(model, sent);
      }
    } catch (thrown) {
      // Behind a batch that was refused, the next ones of its producer leave a gap.
      const behind = codeOf(thrown) === "log.sequence-gap" && model.open[sents[0]!.producer]![0] !== sents[0];
      if (codeOf(thrown) === "log.disk-full" || behind) for (const sent of sents) sent.fate = "refused";
      else if (!endsLife(thrown) && codeOf(thrown) !== "log.closed") throw thrown;
    }
  }

  #closeOpen(model: PartitionModel, sent: Sent): void {
    if (sent.producer < 0) return;
    const open = model.open[sent.producer]!;
    if (!open.includes(sent)) return;
    open.splice(open.indexOf(sent), 1);
    model.acknowledged[sent.producer]!.push(sent);
  }

  /** What a client does after an error: sends again, in order, what was not acknowledged. */
  async sendOpen(partition: number, producer: number): Promise<void> {
    const model = this.#run.partitions[partition]!;
    for (const sent of model.open[producer]!.slice()) {
      sent.fate = "sent";
      await this.#send(partition, [sent]);
      if ((sent.fate as Sent["fate"]) !== "acknowledged") return;
    }
    if (model.ending[producer] !== undefined) await this.#sendMarker(partition, producer);
  }

  async resend(partition: number, producer: number, back: number): Promise<void> {
    const model = this.#run.partitions[partition]!;
    const sent = model.acknowledged[producer]!.at(-1 - back);
    if (sent === undefined) return;
    const result = await allowFull(() => this.#run.log.append(topic, partition, sent.bytes.slice()));
    if (result === undefined) return;
    assert(result.duplicate, "a batch that was acknowledged was written again");
    assert(
      result.baseOffset === sent.offset || result.baseOffset === -1,
      `a duplicate is said to be at ${result.baseOffset}, not ${sent.offset}`,
    );
  }

  async gap(partition: number, producer: number): Promise<void> {
    const model = this.#run.partitions[partition]!;
    if (model.acknowledged[producer]!.length === 0) return;
    const [sequence, epoch] = [model.nextSequence[producer]! + 3, model.epoch[producer]!];
    const bytes = this.#encode({ records: 1, valueBytes: 5, producer, sequence, epoch });
    const code = await this.#run.log.append(topic, partition, bytes).then(() => "accepted", codeOf);
    if (endsLife({ code })) throw new MillraceError("log.stopped", "the life is over");
    assert(code === "log.sequence-gap", `a gap in the sequence was answered with ${code}`);
  }
}
