// Who is at the other end of a connection: by the transport at first, by a login where the listener asks for one; and
// what follows from that: which requests are taken, what they may do, against which quotas they count.
import { Access } from "../security/acl/access.ts";
import type { Operation, ResourceType } from "../security/authorization.ts";
import type { SaslSession } from "../security/sasl/session.ts";
import type { Security } from "../security/security.ts";

const saslHandshakeKey = 17;
const apiVersionsKey = 18;
const saslAuthenticateKey = 36;

export interface PeerOptions {
  readonly security: Security;
  /** Who the transport says it is: by certificate, or nobody in particular. */
  readonly principal: string;
  /** Where the listener asks for a login. */
  readonly session: SaslSession | undefined;
  readonly address: string;
}

export class Peer {
  readonly session: SaslSession | undefined;
  readonly #options: PeerOptions;
  #principal: string;
  #access: Access;

  constructor(options: PeerOptions) {
    const { security, principal, session, address } = options;
    this.session = session;
    this.#options = options;
    this.#principal = principal;
    this.#access = new Access(security.authorizer, principal, address);
  }

  readonly may = (operation: Operation, resource: ResourceType, name: string): boolean => this.#access.may(operation, resource, name);
  readonly mayAny = (operation: Operation, resource: ResourceType): boolean => this.#access.mayAny(operation, resource);

  get principal(): string {
    return this.#principal;
  }

  /** The principal without its kind: how quotas name users. */
  get user(): string {
    return this.#principal.slice(this.#principal.indexOf(":") + 1);
  }

  /** Whether it is settled who this is. */
  get known(): boolean {
    return this.session?.authenticated ?? true;
  }

  /** Whether a request comes in its turn: before a login, and once it has expired, only those about logging in do. */
  inTurn(key: number): boolean {
    const { session } = this;
    if (session === undefined || key === saslHandshakeKey || key === saslAuthenticateKey) return true;
    return session.authenticated ? !session.expired : key === apiVersionsKey;
  }

  /** Takes over who a login says it is; true when that is news. */
  settle(): boolean {
    const { session } = this;
    if (session?.authenticated !== true || session.principal === this.#principal) return false;
    this.#principal = session.principal;
    this.#access = new Access(this.#options.security.authorizer, this.#principal, this.#options.address);
    return true;
  }
}
