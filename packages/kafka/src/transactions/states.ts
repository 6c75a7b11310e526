// A transactional id as one table: what its coordinator does in some state when something happens. A word that is the
// name of a Kafka error refuses with that error; the others are deeds of `TransactionCoordinator`:
//   bump     give the producer a new epoch (or a new id)       begin   start a transaction with these partitions
//   fence    raise the epoch so that the old producer is out,  add     put these partitions into the transaction
//            and abort what it left open                       end     decide it for good, then write the markers
//   answer   as the first time: it is done already             check   accept if the partition is in the transaction
//   forget   drop the id                                       keep    nothing to do
// Ending comes in three kinds. Since KIP-890 every end raises the epoch, so that a request with the epoch before can
// only be the same one sent again ("…Retried"); older clients keep their epoch, and both look alike ("old…").
export type TransactionState = "Empty" | "Ongoing" | "PrepareCommit" | "PrepareAbort" | "CompleteCommit" | "CompleteAbort";

export type EndEvent = "commit" | "abort" | "commitRetried" | "abortRetried" | "oldCommit" | "oldAbort";
export type TransactionEvent = "initialise" | "addPartitions" | "append" | "timeOut" | "expire" | EndEvent;

export type Refusal = "concurrentTransactions" | "invalidTxnState" | "producerFenced";
export type Reaction = "bump" | "fence" | "begin" | "add" | "check" | "end" | "answer" | "forget" | "keep" | Refusal;

export const reactions: Record<TransactionState, Record<TransactionEvent, Reaction>> = {
  Empty: {
    initialise: "bump",
    addPartitions: "begin",
    append: "invalidTxnState",
    timeOut: "keep",
    expire: "forget",
    commit: "invalidTxnState",
    // A producer that failed before its first record reached the broker wants a new epoch all the same.
    abort: "end",
    commitRetried: "producerFenced",
    abortRetried: "producerFenced",
    oldCommit: "invalidTxnState",
    oldAbort: "invalidTxnState",
  },
  Ongoing: {
    initialise: "fence",
    addPartitions: "add",
    append: "check",
    timeOut: "fence",
    expire: "keep",
    commit: "end",
    abort: "end",
    commitRetried: "producerFenced",
    abortRetried: "producerFenced",
    oldCommit: "end",
    oldAbort: "end",
  },
  PrepareCommit: {
    initialise: "concurrentTransactions",
    addPartitions: "concurrentTransactions",
    append: "concurrentTransactions",
    timeOut: "keep",
    expire: "keep",
    // The epoch of the next transaction, which cannot have begun.
    commit: "producerFenced",
    abort: "producerFenced",
    commitRetried: "concurrentTransactions",
    abortRetried: "invalidTxnState",
    oldCommit: "concurrentTransactions",
    oldAbort: "invalidTxnState",
  },
  PrepareAbort: {
    initialise: "concurrentTransactions",
    addPartitions: "concurrentTransactions",
    append: "concurrentTransactions",
    timeOut: "keep",
    expire: "keep",
    commit: "producerFenced",
    abort: "producerFenced",
    commitRetried: "invalidTxnState",
    abortRetried: "concurrentTransactions",
    oldCommit: "invalidTxnState",
    oldAbort: "concurrentTransactions",
  },
  CompleteCommit: {
    initialise: "bump",
    addPartitions: "begin",
    append: "invalidTxnState",
    timeOut: "keep",
    expire: "forget",
    commit: "invalidTxnState",
    abort: "end",
    commitRetried: "answer",
    abortRetried: "invalidTxnState",
    oldCommit: "answer",
    oldAbort: "invalidTxnState",
  },
  CompleteAbort: {
    initialise: "bump",
    addPartitions: "begin",
    append: "invalidTxnState",
    timeOut: "keep",
    expire: "forget",
    commit: "invalidTxnState",
    abort: "end",
    commitRetried: "invalidTxnState",
    abortRetried: "answer",
    oldCommit: "invalidTxnState",
    oldAbort: "answer",
  },
};
