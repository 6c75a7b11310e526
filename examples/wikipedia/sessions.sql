-- A user's session: edits with less than ten minutes between them. It is over ten minutes after the last one.
CREATE TABLE sessions (
  `user`        STRING,
  window_start  TIMESTAMP_LTZ(3),
  window_end    TIMESTAMP_LTZ(3),
  edits         BIGINT,
  delta         BIGINT
) WITH ('json.timestamp-format.standard' = 'ISO-8601');

INSERT INTO sessions
SELECT `user`, window_start, window_end, COUNT(*), SUM(delta)
FROM TABLE(SESSION(TABLE wikipedia PARTITION BY `user`, DESCRIPTOR(`time`), INTERVAL '10' MINUTE))
GROUP BY `user`, window_start, window_end;
