-- The pulse: edits and characters in each minute.
CREATE TABLE tumble_minute (
  window_start  TIMESTAMP_LTZ(3),
  edits         BIGINT,
  added         BIGINT,
  deleted       BIGINT
) WITH ('json.timestamp-format.standard' = 'ISO-8601');

INSERT INTO tumble_minute
SELECT window_start, COUNT(*), SUM(added), SUM(deleted)
FROM TABLE(TUMBLE(TABLE wikipedia, DESCRIPTOR(`time`), INTERVAL '1' MINUTE))
GROUP BY window_start, window_end;
