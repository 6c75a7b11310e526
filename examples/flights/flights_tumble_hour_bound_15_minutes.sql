-- Hourly figures by airport that wait 15 minutes for stragglers.
CREATE TABLE flights_tumble_hour_bound_15_minutes (
  window_start  TIMESTAMP_LTZ(3),
  origin        STRING,
  flights       BIGINT,
  delay         BIGINT,
  max_delay     INT
) WITH ('json.timestamp-format.standard' = 'ISO-8601');

INSERT INTO flights_tumble_hour_bound_15_minutes
SELECT window_start, origin, COUNT(*), SUM(CAST(delay AS BIGINT)), MAX(delay)
FROM TABLE(TUMBLE(TABLE flights_15_minutes, DESCRIPTOR(scheduled), INTERVAL '1' HOUR))
GROUP BY window_start, window_end, origin;
