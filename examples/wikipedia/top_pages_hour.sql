-- The ten most edited pages of each hour, written when the hour is over.
CREATE TABLE top_pages_hour (
  window_start  TIMESTAMP_LTZ(3),
  place         BIGINT,
  page          STRING,
  edits         BIGINT
) WITH ('json.timestamp-format.standard' = 'ISO-8601');

INSERT INTO top_pages_hour
SELECT window_start, place, page, edits
FROM (
  -- With the window's columns in PARTITION BY, the ranking belongs to the window and is told once.
  SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY edits DESC, page) AS place
  FROM (
    SELECT window_start, window_end, page, COUNT(*) AS edits
    FROM TABLE(TUMBLE(TABLE wikipedia, DESCRIPTOR(`time`), INTERVAL '1' HOUR))
    GROUP BY window_start, window_end, page
  )
)
WHERE place <= 10;
