// AlterUserScramCredentials (51), version 0: sets and removes passwords. The client sends them salted already (it does
// the costly derivation); of that only the two keys are kept. All changes of one user are made, or none.
import {
  type AlterUserScramCredentialsRequest,
  type AlterUserScramCredentialsRequestDeletion,
  type AlterUserScramCredentialsRequestUpsertion,
  type AlterUserScramCredentialsResponseInput,
  apis,
} from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { clusterName } from "../security/authorization.ts";
import { nameLengthMost } from "../security/sasl/exchange.ts";
import {
  credentialOf,
  iterationsLeast,
  iterationsMost,
  type ScramMechanism,
  scramMechanisms,
  scramNames,
} from "../security/sasl/scram-credential.ts";
import type { SecurityRecord } from "../security/store.ts";
import { credentialRecord, type Users } from "../security/users.ts";
import { codecOf } from "./codec-of.ts";
import { kafkaFailure, type KafkaFailure } from "./error-map.ts";
import { defineHandler, type RequestContext } from "./handler.ts";
import { Slices } from "./slices.ts";

type Change = AlterUserScramCredentialsRequestDeletion | AlterUserScramCredentialsRequestUpsertion;

const saltBytesMost = 1_024;

const mechanismOf = (number: number): ScramMechanism | undefined => scramNames.find((name) => scramMechanisms[name].number === number);
const refuse = (code: number, message: string): KafkaFailure => ({ code, message });

function fault(change: Change, users: Users): KafkaFailure | undefined {
  const { name } = change;
  if (name === "" || name.length > nameLengthMost) {
    return refuse(kafkaError.unacceptableCredential, `a user's name has 1 to ${nameLengthMost} characters`);
  }
  const mechanism = mechanismOf(change.mechanism);
  if (mechanism === undefined) return refuse(kafkaError.unsupportedSaslMechanism, `there is no SCRAM mechanism ${change.mechanism}`);
  if (!("salt" in change)) {
    if (users.of(name)?.has(mechanism) === true) return undefined;
    return refuse(kafkaError.resourceNotFound, `"${name}" has no password for ${mechanism}`);
  }
  const { iterations, salt, saltedPassword } = change;
  if (iterations < iterationsLeast || iterations > iterationsMost) {
    return refuse(kafkaError.unacceptableCredential, `iterations are ${iterationsLeast} to ${iterationsMost}, not ${iterations}`);
  }
  if (salt.length === 0 || salt.length > saltBytesMost || saltedPassword.length !== scramMechanisms[mechanism].bytes) {
    return refuse(
      kafkaError.unacceptableCredential,
      "the salt is empty or too long, or the salted password has not the mechanism's length",
    );
  }
  return undefined;
}

function recordOf(change: Change): SecurityRecord {
  const mechanism = mechanismOf(change.mechanism)!;
  return credentialRecord(change.name, mechanism, "salt" in change ? credentialOf(mechanism, change.saltedPassword, change) : null);
}

async function alterUserScramCredentials(
  { deletions, upsertions }: AlterUserScramCredentialsRequest,
  { broker, may }: RequestContext,
): Promise<AlterUserScramCredentialsResponseInput> {
  const { users, store } = broker.security;
  const changes: readonly Change[] = [...deletions, ...upsertions];
  const names = [...new Set(changes.map(({ name }) => name))];
  const results = new Map<string, KafkaFailure>(names.map((name) => [name, { code: kafkaError.none, message: "" }]));
  const failAll = (failure: KafkaFailure): void => {
    for (const [name, { code }] of results) if (code === kafkaError.none) results.set(name, failure);
  };
  const answer = (): AlterUserScramCredentialsResponseInput => ({
    results: [...results].map(([user, { code, message }]) => ({
      user,
      errorCode: code,
      errorMessage: code === kafkaError.none ? null : message,
    })),
  });
  if (!may("alter", "cluster", clusterName)) {
    failAll(refuse(kafkaError.clusterAuthorizationFailed, "not authorized to alter the cluster"));
    return answer();
  }
  const slices = new Slices(broker.clock);
  try {
    await store.change(async () => {
      const seen = new Set<string>();
      for (const change of changes) {
        await slices.next();
        const key = JSON.stringify([change.name, change.mechanism]);
        const twice = seen.has(key) ? refuse(kafkaError.duplicateResource, `"${change.name}" is changed twice`) : undefined;
        seen.add(key);
        const wrong = twice ?? fault(change, users);
        if (wrong !== undefined) results.set(change.name, wrong);
      }
      const added = names.filter((name) => users.of(name) === undefined).length;
      if (users.count + added > broker.settings.usersMax) {
        failAll(refuse(kafkaError.policyViolation, `there can be ${broker.settings.usersMax} users`));
      }
      const records: SecurityRecord[] = [];
      for (const change of changes) {
        await slices.next();
        if (results.get(change.name)!.code === kafkaError.none) records.push(recordOf(change));
      }
      return records;
    });
  } catch (error) {
    failAll(kafkaFailure(error));
  }
  return answer();
}

export const alterUserScramCredentialsHandler = defineHandler(codecOf(apis, 51), alterUserScramCredentials);
