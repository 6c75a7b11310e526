// The front door. What it imports is light: the schema languages are loaded when a schema of their kind arrives.
import { compatibilityRoutes } from "./api/compatibility.ts";
import type { RegistryRoute } from "./api/route.ts";
import { schemaRoutes } from "./api/schemas.ts";
import { settingsRoutes } from "./api/settings.ts";
import { subjectRoutes } from "./api/subjects.ts";

export const registryRoutes: readonly RegistryRoute[] = [...subjectRoutes, ...schemaRoutes, ...compatibilityRoutes, ...settingsRoutes];
export { errorNumber } from "./errors.ts";
export { formatOf, schemaTypes, type SchemaType } from "./format.ts";
export { Registry } from "./registry.ts";
export type { SubjectName } from "./name.ts";
export type { RegistryRoute, RouteRequest, SubjectGuard, SubjectOperation } from "./api/route.ts";
