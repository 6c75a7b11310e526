-- Each airline's day (in UTC).
CREATE TABLE flights_tumble_day_carrier (
  `day`    STRING,
  carrier  STRING,
  flights  BIGINT,
  delay    BIGINT
);

INSERT INTO flights_tumble_day_carrier
SELECT DATE_FORMAT(window_start, 'yyyy-MM-dd'), carrier, COUNT(*), SUM(CAST(delay AS BIGINT))
FROM TABLE(TUMBLE(TABLE flights_26_hours, DESCRIPTOR(scheduled), INTERVAL '1' DAY))
GROUP BY window_start, window_end, carrier;
