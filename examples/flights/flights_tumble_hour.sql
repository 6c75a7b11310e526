-- Hourly figures by airport that wait for everyone.
CREATE TABLE flights_tumble_hour (
  window_start     TIMESTAMP_LTZ(3),
  window_end       TIMESTAMP_LTZ(3),
  origin           STRING,
  flights          BIGINT,
  delay            BIGINT,
  max_delay        INT,
  delayed_over_15  BIGINT,
  dests            BIGINT,
  distance         BIGINT
) WITH ('json.timestamp-format.standard' = 'ISO-8601');

INSERT INTO flights_tumble_hour
SELECT
  window_start,
  window_end,
  origin,
  COUNT(*),
  SUM(CAST(delay AS BIGINT)),
  MAX(delay),
  COUNT(*) FILTER (WHERE delay > 15),
  COUNT(DISTINCT dest),
  SUM(CAST(distance AS BIGINT))
FROM TABLE(TUMBLE(TABLE flights_26_hours, DESCRIPTOR(scheduled), INTERVAL '1' HOUR))
GROUP BY window_start, window_end, origin;
