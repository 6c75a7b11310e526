import type { ConnectionView } from "@millrace/platform/api";
import { Api } from "../api.ts";
import { json, table, time } from "../output.ts";
import type { Server } from "../server.ts";

export async function listConnections(options: Server & { readonly json?: boolean }): Promise<void> {
  const connections = await new Api(options).get<readonly ConnectionView[]>("/connections");
  if (options.json === true) return json(connections);
  if (connections.length === 0) return console.log("no client is connected to the Kafka port");
  const rows = connections.map(({ principal, address, listener, clientId, software, openedAtMs, producesTo, consumesFrom }) => {
    return [principal, address, listener, clientId, software, time(openedAtMs), producesTo.join(", "), consumesFrom.join(", ")];
  });
  console.log(table(["who", "from", "port", "client", "software", "since", "writes", "reads"], rows));
}
