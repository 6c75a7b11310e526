// What is kept of a SCRAM password (RFC 5802): the salt, the iterations and two keys, from which neither the password
// nor a proof of it can be made. StoredKey checks a client; ServerKey proves to it that the server knew the user.
import { createHash, createHmac, pbkdf2, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

export const scramMechanisms = {
  "SCRAM-SHA-256": { number: 1, hash: "sha256", bytes: 32 },
  "SCRAM-SHA-512": { number: 2, hash: "sha512", bytes: 64 },
} as const;
export type ScramMechanism = keyof typeof scramMechanisms;
export const scramNames = Object.keys(scramMechanisms) as readonly ScramMechanism[];

/** RFC 7677's least; Kafka's most, which keeps a client from being asked for minutes of work. */
export const iterationsLeast = 4_096;
export const iterationsMost = 16_384;

export interface ScramCredential {
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly storedKey: Uint8Array;
  readonly serverKey: Uint8Array;
}

const derive = promisify(pbkdf2);
/** Derivations stand in one line: a flood of logins must leave the other worker threads to the disk. */
let last: Promise<unknown> = Promise.resolve();

/** RFC 5802's SaltedPassword: some milliseconds of work, on a worker thread. */
export function saltPassword(mechanism: ScramMechanism, password: string, salt: Uint8Array, iterations: number): Promise<Uint8Array> {
  const { hash, bytes } = scramMechanisms[mechanism];
  const work = (): Promise<Uint8Array> => derive(Buffer.from(password, "utf8"), salt, iterations, bytes, hash);
  const result = last.then(work);
  last = result.catch(() => undefined);
  return result;
}

export const hmac = (mechanism: ScramMechanism, key: Uint8Array, text: string | Uint8Array): Buffer =>
  createHmac(scramMechanisms[mechanism].hash, key).update(text).digest();

export const hash = (mechanism: ScramMechanism, bytes: Uint8Array): Buffer =>
  createHash(scramMechanisms[mechanism].hash).update(bytes).digest();

export function credentialOf(
  mechanism: ScramMechanism,
  salted: Uint8Array,
  { salt, iterations }: { readonly salt: Uint8Array; readonly iterations: number },
): ScramCredential {
  return {
    salt,
    iterations,
    storedKey: hash(mechanism, hmac(mechanism, salted, "Client Key")),
    serverKey: hmac(mechanism, salted, "Server Key"),
  };
}

/** Whether this is the password, in a time that does not tell how nearly. */
export async function isPassword(mechanism: ScramMechanism, credential: ScramCredential, password: string): Promise<boolean> {
  const salted = await saltPassword(mechanism, password, credential.salt, credential.iterations);
  return timingSafeEqual(credentialOf(mechanism, salted, credential).storedKey, credential.storedKey);
}
