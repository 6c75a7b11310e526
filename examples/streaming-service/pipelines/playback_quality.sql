-- How good was it? One row for each session, when the device has been silent for 30 seconds:
-- the share of the time that was spent rebuffering, and the average bitrate.
CREATE TABLE playback_quality (
  session_start  TIMESTAMP_LTZ(3),
  session_end    TIMESTAMP_LTZ(3),
  device_id      STRING,
  country        STRING,
  device_kind    STRING,
  events         BIGINT,
  watched_ms     BIGINT,
  rebuffer_ratio DOUBLE,
  bitrate_kbps   INT
);

INSERT INTO playback_quality
SELECT window_start, window_end, device_id, country, device_kind,
  COUNT(*),
  CAST(SUM(watched_ms) AS BIGINT),
  SUM(rebuffer_ms) / NULLIF(CAST(SUM(watched_ms) + SUM(rebuffer_ms) AS DOUBLE), 0),
  AVG(bitrate_kbps)
FROM TABLE(SESSION(TABLE playback_events PARTITION BY (device_id, country, device_kind), DESCRIPTOR(event_time), INTERVAL '30' SECOND))
GROUP BY window_start, window_end, device_id, country, device_kind;
