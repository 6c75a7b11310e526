// /config and /mode: of the whole registry, of a context (`:.name:`), of a subject.
import { hasVersions } from "../deletion.ts";
import { errors } from "../errors.ts";
import { subjectName } from "../name.ts";
import type { SubjectName } from "../name.ts";
import type { Registry } from "../registry.ts";
import { configOf, currentMode, defaultLevel, levelOf, modeOf } from "../settings.ts";
import type { SubjectConfig } from "../store/record.ts";
import type { State } from "../store/state.ts";
import { isTrue } from "./route.ts";
import type { RegistryRoute, RequestSchema, RouteRequest } from "./route.ts";

const optionalText = { type: ["string", "null"] } as const;
const configBody: RequestSchema = {
  type: "object",
  properties: {
    compatibility: optionalText,
    normalize: { type: ["boolean", "null"] },
    alias: optionalText,
    compatibilityGroup: optionalText,
  },
};
const modeBody: RequestSchema = { type: "object", required: ["mode"], properties: { mode: { type: "string" } } };
const global = subjectName("");

/** Null: the whole registry. Its settings are there for everyone to read. */
function placeOf({ params, guard }: RouteRequest, operation: "describe" | "alterConfigs"): SubjectName | null {
  const text = params["subject"] ?? (params["context"] === undefined ? undefined : "");
  const place = text === undefined ? null : subjectName(text, params["context"]);
  if (operation === "alterConfigs") guard.demand(operation, place);
  else if (place !== null && place.subject !== "") guard.demand(operation, place);
  return place;
}

/** Whether the answer may come from further out. */
const fallsBack = (request: RouteRequest, place: SubjectName | null): boolean => place === null || isTrue(request.query["defaultToGlobal"]);

/** What these would do is not done here, and silence would pretend that it is. */
const unsupported = ["defaultMetadata", "overrideMetadata", "defaultRuleSet", "overrideRuleSet"];

function readConfig(body: unknown, before: SubjectConfig): SubjectConfig {
  const given = body as Readonly<Record<string, unknown>>;
  for (const name of unsupported)
    if (given[name] !== undefined && given[name] !== null) throw errors.requestInvalid(`${name} is not supported`);
  if (given["compatibilityPolicy"] === "LENIENT" || given["validateFields"] === true)
    throw errors.requestInvalid("only the strict policy, without validation of fields, is supported");
  const { compatibility, normalize, alias, compatibilityGroup } = given as { [Name in keyof SubjectConfig | "compatibility"]?: never };
  return {
    ...before,
    ...(compatibility === undefined || compatibility === null ? {} : { compatibilityLevel: levelOf(compatibility) }),
    ...(normalize === undefined || normalize === null ? {} : { normalize }),
    ...(alias === undefined || alias === null ? {} : { alias }),
    ...(compatibilityGroup === undefined || compatibilityGroup === null ? {} : { compatibilityGroup }),
  };
}

async function getConfig(registry: Registry, request: RouteRequest): Promise<object> {
  const state = await registry.state();
  const place = placeOf(request, "describe");
  if (fallsBack(request, place)) return configOf(state, place ?? global);
  const own = state.configs.get(place!.full);
  if (own === undefined) throw errors.configUnknown(place!.full);
  return own;
}

async function putConfig(registry: Registry, request: RouteRequest): Promise<object> {
  const subject = placeOf(request, "alterConfigs")?.full ?? null;
  await registry.change(async (state) => {
    const config = readConfig(request.body, state.configs.get(subject) ?? {});
    return { changes: [{ kind: "config", subject, config }], result: undefined };
  });
  return request.body as object;
}

async function deleteConfig(registry: Registry, request: RouteRequest): Promise<object> {
  const place = placeOf(request, "alterConfigs");
  const subject = place?.full ?? null;
  return await registry.change(async (state) => {
    const before = state.configs.get(subject);
    if (before === undefined && place !== null) throw errors.configUnknown(place.full);
    return { changes: [{ kind: "config", subject, config: undefined }], result: before ?? { compatibilityLevel: defaultLevel } };
  });
}

function modeAt(state: State, place: SubjectName | null, inherited: boolean): string {
  if (inherited) return currentMode(state, place ?? global);
  const own = state.modes.get(place!.full);
  if (own === undefined) throw errors.modeUnknown(place!.full);
  return own;
}

async function getMode(registry: Registry, request: RouteRequest): Promise<object> {
  const place = placeOf(request, "describe");
  return { mode: modeAt(await registry.state(), place, fallsBack(request, place)) };
}

async function putMode(registry: Registry, request: RouteRequest): Promise<object> {
  const place = placeOf(request, "alterConfigs");
  return await registry.change(async (state) => {
    const mode = modeOf((request.body as { readonly mode: string }).mode);
    // Imported ids must not meet ids that were given here.
    if (mode === "IMPORT" && !isTrue(request.query["force"]) && hasVersions(state, place))
      throw errors.notPermitted("there are schemas already: an import could meet their ids; force=true takes the risk");
    return { changes: [{ kind: "mode", subject: place?.full ?? null, mode }], result: { mode } };
  });
}

async function deleteMode(registry: Registry, request: RouteRequest): Promise<object> {
  const place = placeOf(request, "alterConfigs");
  const subject = place?.full ?? null;
  return await registry.change(async (state) => {
    const mode = place === null ? (state.modes.get(null) ?? "READWRITE") : modeAt(state, place, false);
    return { changes: [{ kind: "mode", subject, mode: undefined }], result: { mode } };
  });
}

/** The same four ways for the whole registry and for a subject. */
const both = (path: string, what: string, route: Omit<RegistryRoute, "path" | "summary">): RegistryRoute[] => [
  { ...route, path, summary: `${what} of the registry` },
  { ...route, path: `${path}/:subject`, summary: `${what} of a subject, or of a context: \`:.name:\`` },
];

export const settingsRoutes: readonly RegistryRoute[] = [
  ...both("/config", "Compatibility level", { method: "GET", query: ["defaultToGlobal"], answer: getConfig }),
  ...both("/config", "Set the compatibility level", { method: "PUT", body: configBody, answer: putConfig }),
  ...both("/config", "Remove the compatibility level", { method: "DELETE", answer: deleteConfig }),
  ...both("/mode", "Mode", { method: "GET", query: ["defaultToGlobal"], answer: getMode }),
  ...both("/mode", "Set the mode", { method: "PUT", query: ["force"], body: modeBody, answer: putMode }),
  ...both("/mode", "Remove the mode", { method: "DELETE", answer: deleteMode }),
];
