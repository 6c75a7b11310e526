// TLS in front of a TCP port. Hands on only clients whose handshake succeeded, with who their certificate says they
// are: a certificate that was asked for and does not hold ends the connection, whether it was required or not.
import type { AddressInfo } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import { securityErrors } from "../security/errors.ts";
import type { Listener, TlsMaterial } from "../security/listener.ts";
import { subjectOf } from "../security/tls/distinguished-name.ts";
import { listenFailure, SocketWire } from "./tcp.ts";
import type { OpenPort, Wire } from "./wire.ts";

const handshakeTimeoutMs = 10_000;

export interface TlsEvents {
  /** `subject` is that of the client's certificate, undefined when it has none. */
  readonly accept: (wire: Wire, subject: string | undefined) => void;
  readonly refused: (details: { readonly address: string | undefined; readonly reason: string }) => void;
}

export interface OpenTlsPort extends OpenPort {
  replaceTls(material: TlsMaterial): void;
}

export function listenTls(listener: Listener, connectionsMax: number, { accept, refused }: TlsEvents): Promise<OpenTlsPort> {
  const { host, port } = listener;
  const { clientAuth = "none", ...material } = listener.tls!;
  const required = clientAuth === "required";
  const server = createServer({
    requestCert: clientAuth !== "none",
    rejectUnauthorized: required,
    handshakeTimeout: handshakeTimeoutMs,
  });
  setMaterial(server, listener, material);
  server.maxConnections = connectionsMax;
  server.on("tlsClientError", (error: Error, socket: TLSSocket) => {
    refused({ address: socket.remoteAddress, reason: error.message });
    socket.destroy();
  });
  server.on("secureConnection", (socket: TLSSocket) => {
    const certificate = socket.getPeerX509Certificate();
    if (certificate === undefined && !required) return accept(new SocketWire(socket), undefined);
    if (certificate !== undefined && socket.authorized) return accept(new SocketWire(socket), subjectOf(certificate.raw));
    refused({ address: socket.remoteAddress, reason: String(socket.authorizationError) });
    socket.destroy();
  });
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(listenFailure(error, host, port)));
    server.listen({ host, port, exclusive: true }, () => {
      resolve({
        port: (server.address() as AddressInfo).port,
        close: () => new Promise((closed) => server.close(() => closed())),
        replaceTls: (next) => setMaterial(server, listener, next),
      });
    });
  });
}

function setMaterial(server: Server, listener: Listener, { cert, key, ca }: TlsMaterial): void {
  const pem = (text: string | Uint8Array): string | Buffer => (typeof text === "string" ? text : Buffer.from(text));
  try {
    server.setSecureContext({ cert: pem(cert), key: pem(key), minVersion: "TLSv1.2", ...(ca === undefined ? {} : { ca: pem(ca) }) });
  } catch (error) {
    throw securityErrors.tlsMaterial(listener.name, (error as Error).message);
  }
}
