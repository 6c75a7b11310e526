-- A plane's days at work: flights with at most 24 hours between them are one session. Then each plane's sessions.
CREATE TABLE flights_sessions_by_plane (
  tailnum             STRING,
  sessions            BIGINT,
  flights             BIGINT,
  longest_in_flights  BIGINT,
  first_start         TIMESTAMP_LTZ(3),
  last_end            TIMESTAMP_LTZ(3),
  PRIMARY KEY (tailnum) NOT ENFORCED
) WITH ('json.timestamp-format.standard' = 'ISO-8601');

INSERT INTO flights_sessions_by_plane
SELECT tailnum, COUNT(*), SUM(flights), MAX(flights), MIN(window_start), MAX(window_end)
FROM (
  SELECT tailnum, window_start, window_end, COUNT(*) AS flights
  FROM TABLE(SESSION(TABLE flights_26_hours PARTITION BY tailnum, DESCRIPTOR(scheduled), INTERVAL '24' HOUR))
  GROUP BY tailnum, window_start, window_end
)
GROUP BY tailnum;
