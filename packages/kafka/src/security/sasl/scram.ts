// SCRAM (RFC 5802, RFC 7677), the server's part: nonces are exchanged, then the client proves that it knows the
// password and the server that it knows the user. A user that does not exist goes the same way to the same end, with a
// salt that is always the same for that name, so that nobody can find out which names exist.
//
// librdkafka before 2.6.1 puts its own nonce once more before the common one in its last message (its pull request 4895).
// That one wrong form is accepted: the proof covers the message as it was sent, and the server's nonce is still in it,
// so that a recorded login cannot be played again. docs/decisions says more.
import { timingSafeEqual } from "node:crypto";
import { failed, nameLengthMost, type SaslExchange, type SaslStep } from "./exchange.ts";
import { hash, hmac, type ScramCredential, type ScramMechanism } from "./scram-credential.ts";

export interface ScramOptions {
  readonly mechanism: ScramMechanism;
  /** `known` is false for a credential made up for a user that does not exist. */
  readonly find: (name: string) => { readonly credential: ScramCredential; readonly known: boolean };
  readonly nonce: () => string;
}

interface First {
  readonly name: string;
  readonly gs2Header: string;
  readonly clientNonce: string;
  /** The client's first message without its header. */
  readonly bare: string;
}

const firstPattern = /^((?:n|y),(?:a=([^,]*))?,)(n=([^,]*),r=([!-+\--~]{1,256})((?:,[A-Za-z]=[^,]*)*))$/;
const lastPattern = /^(c=([A-Za-z0-9+/=]*),r=([!-+\--~]{1,1024})(?:,[A-Za-z]=[^,]*)*),p=([A-Za-z0-9+/=]+)$/;

/** `=2C` and `=3D` stand for a comma and an equals sign; any other equals sign is a mistake. */
const nameOf = (text: string): string | undefined =>
  /^(?:[^=]|=2C|=3D)+$/.test(text) ? text.replaceAll("=2C", ",").replaceAll("=3D", "=") : undefined;

function readFirst(message: string): First | undefined {
  const match = firstPattern.exec(message);
  if (match === null) return undefined;
  const [, gs2Header, authorizationName = "", bare, quoted, clientNonce, extensions] = match;
  const name = nameOf(quoted!);
  if (name === undefined || name.length > nameLengthMost) return undefined;
  if (authorizationName !== "" && nameOf(authorizationName) !== name) return undefined;
  // Extensions name mechanisms that are not offered (delegation tokens); "m=" forbids going on without knowing them.
  if (extensions !== "") return undefined;
  return { name, gs2Header: gs2Header!, clientNonce: clientNonce!, bare: bare! };
}

export class ScramExchange implements SaslExchange {
  readonly #options: ScramOptions;
  #first: First | undefined;
  #serverFirst = "";
  #nonce = "";

  constructor(options: ScramOptions) {
    this.#options = options;
  }

  respond(message: Uint8Array): SaslStep {
    const text = Buffer.from(message).toString("utf8");
    return this.#first === undefined ? this.#begin(text) : this.#end(text, this.#first);
  }

  #begin(text: string): SaslStep {
    const first = readFirst(text);
    if (first === undefined) return failed("the first message is not SCRAM's");
    this.#first = first;
    const { salt, iterations } = this.#options.find(first.name).credential;
    this.#nonce = first.clientNonce + this.#options.nonce();
    this.#serverFirst = `r=${this.#nonce},s=${Buffer.from(salt).toString("base64")},i=${iterations}`;
    return { kind: "continue", bytes: Buffer.from(this.#serverFirst) };
  }

  #end(text: string, { name, gs2Header, clientNonce, bare }: First): SaslStep {
    const match = lastPattern.exec(text);
    if (match === null) return failed("the last message is not SCRAM's", name);
    const [, withoutProof, binding, nonce, proofText] = match;
    const sound = nonce === this.#nonce || nonce === clientNonce + this.#nonce;
    if (!sound || Buffer.from(binding!, "base64").toString("utf8") !== gs2Header) return failed("the nonce or the header changed", name);
    const { mechanism } = this.#options;
    const { credential, known } = this.#options.find(name);
    const signed = `${bare},${this.#serverFirst},${withoutProof}`;
    const proof = Buffer.from(proofText!, "base64");
    const signature = hmac(mechanism, credential.storedKey, signed);
    if (proof.length !== signature.length) return failed("the proof has another length", name);
    const clientKey = proof.map((byte, index) => byte ^ signature[index]!);
    const right = timingSafeEqual(hash(mechanism, clientKey), credential.storedKey);
    if (!right || !known) return failed(known ? "wrong password" : "no such user", name);
    const bytes = Buffer.from(`v=${hmac(mechanism, credential.serverKey, signed).toString("base64")}`);
    return { kind: "done", bytes, name };
  }
}
