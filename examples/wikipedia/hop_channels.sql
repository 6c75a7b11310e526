-- The last hour of each channel, told anew every 15 minutes: windows that overlap, so each edit counts in four of them.
CREATE TABLE hop_channels (
  window_start  TIMESTAMP_LTZ(3),
  window_end    TIMESTAMP_LTZ(3),
  channel       STRING,
  edits         BIGINT
) WITH ('json.timestamp-format.standard' = 'ISO-8601');

INSERT INTO hop_channels
SELECT window_start, window_end, channel, COUNT(*)
FROM TABLE(HOP(TABLE wikipedia, DESCRIPTOR(`time`), INTERVAL '15' MINUTE, INTERVAL '1' HOUR))
GROUP BY window_start, window_end, channel;
