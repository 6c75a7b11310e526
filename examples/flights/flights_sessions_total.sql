-- All sessions of all planes.
CREATE TABLE flights_sessions_total (
  name     STRING,
  sessions  BIGINT,
  flights   BIGINT,
  PRIMARY KEY (name) NOT ENFORCED
);

INSERT INTO flights_sessions_total
SELECT 'all', COUNT(*), SUM(flights)
FROM (
  SELECT tailnum, window_start, window_end, COUNT(*) AS flights
  FROM TABLE(SESSION(TABLE flights_26_hours PARTITION BY tailnum, DESCRIPTOR(scheduled), INTERVAL '24' HOUR))
  GROUP BY tailnum, window_start, window_end
);
