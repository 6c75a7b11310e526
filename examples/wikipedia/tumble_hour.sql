-- What happened in each hour. A window is written once, when it is over: its rows never change afterwards.
CREATE TABLE tumble_hour (
  window_start     TIMESTAMP_LTZ(3),
  window_end       TIMESTAMP_LTZ(3),
  edits            BIGINT,
  added            BIGINT,
  deleted          BIGINT,
  delta            BIGINT,
  users            BIGINT,
  channels         BIGINT,
  robot_edits      BIGINT,
  anonymous_edits  BIGINT,
  with_country     BIGINT
) WITH ('json.timestamp-format.standard' = 'ISO-8601');

INSERT INTO tumble_hour
SELECT
  window_start,
  window_end,
  COUNT(*),
  SUM(added),
  SUM(deleted),
  SUM(delta),
  COUNT(DISTINCT `user`),
  COUNT(DISTINCT channel),
  COUNT(*) FILTER (WHERE isRobot),
  COUNT(*) FILTER (WHERE isAnonymous),
  COUNT(countryName)                       -- counts values that are not null
FROM TABLE(TUMBLE(TABLE wikipedia, DESCRIPTOR(`time`), INTERVAL '1' HOUR))
GROUP BY window_start, window_end;
