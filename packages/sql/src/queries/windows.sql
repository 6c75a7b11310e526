SELECT window_start, window_end, channel, COUNT(*) AS edits, SUM(added) AS added
FROM TABLE(TUMBLE(TABLE edits, DESCRIPTOR(`time`), INTERVAL '1' HOUR))
WHERE NOT isRobot
GROUP BY window_start, window_end, channel
HAVING COUNT(*) > 3;

SELECT window_start, window_end, window_time, UPPER(channel), COUNT(DISTINCT `user`) FILTER (WHERE added > 0)
FROM TABLE(HOP(DATA => TABLE edits, TIMECOL => DESCRIPTOR(`time`), SLIDE => INTERVAL '15' MINUTE, SIZE => INTERVAL '1' HOUR))
GROUP BY window_start, window_end, window_time, UPPER(channel);

SELECT window_end, COUNT(*) FROM TABLE(CUMULATE(TABLE edits, DESCRIPTOR(`time`), INTERVAL '1' HOUR, INTERVAL '1' DAY))
GROUP BY window_start, window_end;

SELECT `user`, window_start, window_end, COUNT(*) FROM TABLE(SESSION(TABLE edits PARTITION BY `user`, DESCRIPTOR(`time`), INTERVAL '10' MINUTE))
GROUP BY `user`, window_start, window_end;

-- A session of the whole table, then groups of its rows: the aggregate cannot assign the windows.
SELECT `user`, window_end, COUNT(*) FROM TABLE(SESSION(TABLE edits, DESCRIPTOR(`time`), INTERVAL '10' MINUTE))
GROUP BY `user`, window_start, window_end;

-- The windows of windows.
WITH minutes AS (
  SELECT window_time AS moment, channel, COUNT(*) AS n
  FROM TABLE(TUMBLE(TABLE edits, DESCRIPTOR(`time`), INTERVAL '1' MINUTE))
  GROUP BY window_start, window_end, window_time, channel
)
SELECT window_start, channel, MAX(n) FROM TABLE(TUMBLE(TABLE minutes, DESCRIPTOR(moment), INTERVAL '1' HOUR)) GROUP BY window_start, window_end, channel;

-- Grouping by the window of the query below.
SELECT s, MAX(n) FROM (
  SELECT window_start AS s, window_end AS e, channel, COUNT(*) AS n
  FROM TABLE(TUMBLE((SELECT scheduled_at, carrier AS channel FROM flights), DESCRIPTOR(scheduled_at), INTERVAL '1' DAY, INTERVAL '2' HOUR))
  GROUP BY window_start, window_end, channel
) GROUP BY s, e;

-- Rows with their windows; and what reads a window column beside the aggregate.
SELECT page, window_start FROM TABLE(TUMBLE(TABLE edits, DESCRIPTOR(`time`), INTERVAL '1' HOUR));
SELECT window_start, COUNT(*) FILTER (WHERE window_start > TIMESTAMP '2015-09-12 12:00:00') FROM TABLE(TUMBLE(TABLE edits, DESCRIPTOR(`time`), INTERVAL '1' HOUR)) GROUP BY window_start, window_end;
