// `millrace quotas`: how much users, client ids and addresses may send, fetch and ask for at the Kafka port.
import type { ChangeQuotaBody, QuotaEntityBody, QuotaView } from "@millrace/platform/api";
import { Api } from "../api.ts";
import { confirm } from "../confirm.ts";
import { cliErrors } from "../errors.ts";
import { numberOption } from "../options.ts";
import { json, table } from "../output.ts";
import type { Server } from "../server.ts";

interface Common extends Server {
  readonly json?: boolean;
}

export interface EntityOptions {
  /** A name; true (no name given): everyone who has none of their own. */
  readonly user?: string | true;
  readonly clientId?: string | true;
  readonly ip?: string | true;
}

const nameOf = (value: string | true): string | null => (value === true ? null : value);

function entityOf({ user, clientId, ip }: EntityOptions): QuotaEntityBody {
  if (user === undefined && clientId === undefined && ip === undefined) throw cliErrors.quotaOwnerMissing();
  return {
    ...(user === undefined ? {} : { user: nameOf(user) }),
    ...(clientId === undefined ? {} : { clientId: nameOf(clientId) }),
    ...(ip === undefined ? {} : { ip: nameOf(ip) }),
  };
}

const rowsOf = ({ who, values }: QuotaView): unknown[][] => Object.entries(values).map(([name, value]) => [who, name, value]);

export async function listQuotas(options: Common): Promise<void> {
  const quotas = await new Api(options).get<readonly QuotaView[]>("/quotas");
  if (options.json === true) return json(quotas);
  if (quotas.length === 0) return console.log("no quotas: nobody is held back; `millrace quotas set --help` says how to");
  console.log(table(["of", "quota", "value"], quotas.flatMap(rowsOf)));
}

export async function setQuotas(settings: readonly string[], options: Common & EntityOptions): Promise<void> {
  const values = Object.fromEntries(
    settings.map((setting) => {
      const at = setting.indexOf("=");
      if (at < 1) throw cliErrors.optionValue("quota", setting, "name=value");
      return [setting.slice(0, at), numberOption(setting.slice(0, at), setting.slice(at + 1), { min: 0 })];
    }),
  );
  await change({ ...entityOf(options), values }, options);
}

export async function removeQuotas(names: readonly string[], options: Common & EntityOptions & { readonly yes?: boolean }): Promise<void> {
  const entity = entityOf(options);
  if (options.yes !== true) await confirm(`remove ${names.join(", ")}, so that it no longer holds anyone back?`);
  await change({ ...entity, values: Object.fromEntries(names.map((name) => [name, null])) }, options);
}

async function change(body: ChangeQuotaBody, options: Common): Promise<void> {
  const quota = await new Api(options).patch<QuotaView>("/quotas", body);
  if (options.json === true) return json(quota);
  const rows = rowsOf(quota);
  console.log(rows.length === 0 ? `${quota.who} has no quotas any more` : table(["of", "quota", "value"], rows));
}
