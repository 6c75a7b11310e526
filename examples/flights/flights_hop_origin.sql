-- The last six hours of each airport, told every hour.
CREATE TABLE flights_hop_origin (
  window_start  TIMESTAMP_LTZ(3),
  window_end    TIMESTAMP_LTZ(3),
  origin        STRING,
  flights       BIGINT,
  delay         BIGINT
) WITH ('json.timestamp-format.standard' = 'ISO-8601');

INSERT INTO flights_hop_origin
SELECT window_start, window_end, origin, COUNT(*), SUM(CAST(delay AS BIGINT))
FROM TABLE(HOP(TABLE flights_26_hours, DESCRIPTOR(scheduled), INTERVAL '1' HOUR, INTERVAL '6' HOUR))
GROUP BY window_start, window_end, origin;
