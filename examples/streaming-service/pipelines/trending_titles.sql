-- What is being watched right now: the ten most played titles of each country,
-- over the last five minutes, every thirty seconds.
CREATE TABLE trending_titles (
  window_end TIMESTAMP_LTZ(3),
  country    STRING,
  `rank`     BIGINT,
  title      STRING,
  plays      BIGINT
);

INSERT INTO trending_titles
SELECT window_end, country, ranking, title, plays
FROM (
  SELECT *, ROW_NUMBER() OVER (
    PARTITION BY window_start, window_end, country ORDER BY plays DESC, title) AS ranking
  FROM (
    SELECT window_start, window_end, country, title, COUNT(*) AS plays
    FROM TABLE(HOP(TABLE playback_events, DESCRIPTOR(event_time), INTERVAL '30' SECOND, INTERVAL '5' MINUTE))
    WHERE event = 'start_play'
    GROUP BY window_start, window_end, country, title))
WHERE ranking <= 10;
