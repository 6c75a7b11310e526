-- What the devices of the video service report, a record each: see ../README.md for every field.
-- The topic has the table's name. An event counts as late when it comes more than 10 seconds
-- after a newer one: most of the delayed events still make it, a few do not.
CREATE TABLE playback_events (
  event_id     STRING,
  event_time   TIMESTAMP_LTZ(3),
  device_id    STRING,
  device_kind  STRING,
  country      STRING,
  event        STRING,
  title        STRING,
  bitrate_kbps INT,
  watched_ms   INT,
  rebuffer_ms  INT,
  WATERMARK FOR event_time AS event_time - INTERVAL '10' SECOND
) WITH ('json.timestamp-format.standard' = 'ISO-8601');
