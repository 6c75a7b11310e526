-- The year in one row, kept up to date.
CREATE TABLE flights_totals (
  name                STRING,
  flights              BIGINT,
  first_scheduled      TIMESTAMP_LTZ(3),
  last_scheduled       TIMESTAMP_LTZ(3),
  first_departed       TIMESTAMP_LTZ(3),
  last_departed        TIMESTAMP_LTZ(3),
  delay                BIGINT,
  min_delay            INT,
  max_delay            INT,
  delayed              BIGINT,
  delayed_over_1_hour  BIGINT,
  distance             BIGINT,
  carriers             BIGINT,
  dests                BIGINT,
  tailnums             BIGINT,
  null_tailnum         BIGINT,
  null_air_time        BIGINT,
  null_arrival_delay   BIGINT,
  PRIMARY KEY (name) NOT ENFORCED
) WITH ('json.timestamp-format.standard' = 'ISO-8601');

INSERT INTO flights_totals
SELECT
  'all',
  COUNT(*),
  MIN(scheduled),
  MAX(scheduled),
  MIN(departed),
  MAX(departed),
  SUM(CAST(delay AS BIGINT)),
  MIN(delay),
  MAX(delay),
  COUNT(*) FILTER (WHERE delay > 0),
  COUNT(*) FILTER (WHERE delay > 60),
  SUM(CAST(distance AS BIGINT)),
  COUNT(DISTINCT carrier),
  COUNT(DISTINCT dest),
  COUNT(DISTINCT tailnum),
  COUNT(*) - COUNT(tailnum),
  COUNT(*) - COUNT(air_time),
  COUNT(*) - COUNT(arrival_delay)
FROM flights_26_hours;
