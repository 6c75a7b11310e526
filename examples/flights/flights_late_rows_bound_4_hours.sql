-- The rows that came too late for their hour, each with its place in the topic.
CREATE TABLE flights_late_rows_bound_4_hours (
  n             BIGINT,
  scheduled_at  TIMESTAMP_LTZ(3),
  departed_at   TIMESTAMP_LTZ(3),
  origin        STRING,
  carrier       STRING,
  flight        INT,
  dest          STRING
) WITH ('json.timestamp-format.standard' = 'ISO-8601');

INSERT INTO flights_late_rows_bound_4_hours
SELECT n, scheduled, departed, origin, carrier, flight, dest
FROM `flights_4_hours$late`;
