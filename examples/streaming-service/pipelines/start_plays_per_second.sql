-- Is playback healthy? How many plays start each second, by country and kind of device,
-- beside the average of the five minutes before: when the first falls far below the second,
-- something broke. (The simulated service breaks one country for a while every seven minutes.)
CREATE VIEW started_plays AS
SELECT event_time, country, device_kind FROM playback_events WHERE event = 'start_play';

CREATE TABLE start_plays_per_second (
  window_end  TIMESTAMP_LTZ(3),
  country     STRING,
  device_kind STRING,
  per_second  DOUBLE,
  usual       DOUBLE
);

-- A window of 310 seconds every 10 seconds: the newest 10 are "now", the 300 before are "usual".
INSERT INTO start_plays_per_second
SELECT window_end, country, device_kind,
  COUNT(*) FILTER (WHERE event_time >= window_end - INTERVAL '10' SECOND) / 10e0 AS per_second,
  COUNT(*) FILTER (WHERE event_time <  window_end - INTERVAL '10' SECOND) / 300e0 AS usual
FROM TABLE(HOP(TABLE started_plays, DESCRIPTOR(event_time), INTERVAL '10' SECOND, INTERVAL '310' SECOND))
GROUP BY window_start, window_end, country, device_kind;
