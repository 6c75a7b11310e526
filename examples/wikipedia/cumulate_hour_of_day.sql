-- The day so far, told every hour: windows that begin together at midnight and end one hour later each.
CREATE TABLE cumulate_hour_of_day (
  window_start  TIMESTAMP_LTZ(3),
  window_end    TIMESTAMP_LTZ(3),
  edits         BIGINT,
  delta         BIGINT,
  users         BIGINT
) WITH ('json.timestamp-format.standard' = 'ISO-8601');

INSERT INTO cumulate_hour_of_day
SELECT window_start, window_end, COUNT(*), SUM(delta), COUNT(DISTINCT `user`)
FROM TABLE(CUMULATE(TABLE wikipedia, DESCRIPTOR(`time`), INTERVAL '1' HOUR, INTERVAL '1' DAY))
GROUP BY window_start, window_end;
