// Who can log in with a password: SCRAM credentials by user and mechanism. For names that nobody has, a credential is
// made up that is always the same, so that they look like any other until the end.
import { createHmac } from "node:crypto";
import { iterationsLeast, type ScramCredential, type ScramMechanism, scramMechanisms, scramNames } from "./sasl/scram-credential.ts";
import type { SecurityRecord } from "./store.ts";

export interface FoundCredential {
  readonly mechanism: ScramMechanism;
  readonly credential: ScramCredential;
  readonly known: boolean;
}

type Credentials = Map<ScramMechanism, ScramCredential>;

export class Users {
  readonly #users = new Map<string, Credentials>();
  #secret = "";

  names(): string[] {
    return [...this.#users.keys()].sort();
  }

  get count(): number {
    return this.#users.size;
  }

  of(name: string): ReadonlyMap<ScramMechanism, ScramCredential> | undefined {
    return this.#users.get(name);
  }

  find(name: string, mechanism: ScramMechanism): FoundCredential {
    const credential = this.#users.get(name)?.get(mechanism);
    return credential === undefined
      ? { mechanism, credential: this.#madeUp(name, mechanism), known: false }
      : { mechanism, credential, known: true };
  }

  /** Any credential that a plain password can be checked against. */
  findAny(name: string): FoundCredential {
    const has = this.#users.get(name);
    return this.find(name, scramNames.find((mechanism) => has?.has(mechanism) === true) ?? "SCRAM-SHA-256");
  }

  apply({ key: [kind, name, mechanism], value }: SecurityRecord): void {
    if (kind === "secret") this.#secret = value as string;
    if (kind !== "scram") return;
    const credentials: Credentials = this.#users.get(name!) ?? new Map<ScramMechanism, ScramCredential>();
    if (value === null) credentials.delete(mechanism as ScramMechanism);
    else credentials.set(mechanism as ScramMechanism, fromJson(value as Kept));
    if (credentials.size === 0) this.#users.delete(name!);
    else this.#users.set(name!, credentials);
  }

  get hasSecret(): boolean {
    return this.#secret !== "";
  }

  #madeUp(name: string, mechanism: ScramMechanism): ScramCredential {
    const { bytes } = scramMechanisms[mechanism];
    const part = (what: string): Buffer => createHmac("sha512", this.#secret).update(`${what}\0${mechanism}\0${name}`).digest();
    return {
      salt: part("salt").subarray(0, 24),
      iterations: iterationsLeast,
      storedKey: part("stored").subarray(0, bytes),
      serverKey: part("server").subarray(0, bytes),
    };
  }
}

interface Kept {
  readonly salt: string;
  readonly iterations: number;
  readonly storedKey: string;
  readonly serverKey: string;
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
const bytesOf = (base64: string): Uint8Array => Buffer.from(base64, "base64");

export const credentialRecord = (name: string, mechanism: ScramMechanism, credential: ScramCredential | null): SecurityRecord => ({
  key: ["scram", name, mechanism],
  value:
    credential === null
      ? null
      : {
          salt: text(credential.salt),
          iterations: credential.iterations,
          storedKey: text(credential.storedKey),
          serverKey: text(credential.serverKey),
        },
});

const fromJson = (kept: Kept): ScramCredential => ({
  salt: bytesOf(kept.salt),
  iterations: kept.iterations,
  storedKey: bytesOf(kept.storedKey),
  serverKey: bytesOf(kept.serverKey),
});
