// Tables for tests of everything that binds, and for fuzzing.
import { bindScript, OverlayCatalog } from "../script.ts";
import type { BoundStatement, SessionOptions } from "../statement.ts";

const tables = `
CREATE TABLE edits (
  \`time\` TIMESTAMP_LTZ(3),
  channel STRING,
  page STRING,
  \`user\` STRING,
  added BIGINT,
  delta INT,
  price DECIMAL(10, 2),
  ratio DOUBLE,
  isRobot BOOLEAN,
  doubled AS added * 2,
  at_offset BIGINT METADATA FROM 'offset' VIRTUAL,
  WATERMARK FOR \`time\` AS \`time\` - INTERVAL '5' SECOND
) WITH ('connector' = 'kafka', 'topic' = 'wikipedia', 'format' = 'json', 'json.timestamp-format.standard' = 'ISO-8601');

CREATE TABLE flights (
  scheduled_at TIMESTAMP(3),
  carrier STRING,
  origin CHAR(3) NOT NULL,
  distance SMALLINT,
  WATERMARK FOR scheduled_at AS scheduled_at
);

CREATE TABLE plain (id INT, name STRING, happened TIMESTAMP(3), day_of DATE, clock TIME, payload BYTES);
CREATE TABLE users (id BIGINT, name STRING, age TINYINT, PRIMARY KEY (id) NOT ENFORCED);
CREATE TABLE per_channel (channel STRING, n BIGINT, PRIMARY KEY (channel) NOT ENFORCED);
CREATE TABLE hourly (window_start TIMESTAMP(3), window_end TIMESTAMP(3), channel STRING, n BIGINT);
CREATE VIEW robots AS SELECT \`time\`, channel, page, added FROM edits WHERE isRobot;
`;

export const session: SessionOptions = { timeZone: "UTC", options: {} };

/** A catalog with them, and one topic without a table. */
export function testCatalog(): OverlayCatalog {
  const catalog = new OverlayCatalog({ entry: () => undefined, names: () => [], topics: () => ["clicks"] });
  apply(catalog, tables);
  return catalog;
}

/** Binds and applies every statement; returns the bound ones. */
export function apply(catalog: OverlayCatalog, text: string, options: SessionOptions = session): BoundStatement[] {
  const bound: BoundStatement[] = [];
  for (const statement of bindScript(text, catalog, options)) {
    catalog.apply(statement);
    bound.push(statement);
  }
  return bound;
}
