SELECT * FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY n DESC, page) AS rn FROM (
    SELECT window_start, window_end, page, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE edits, DESCRIPTOR(`time`), INTERVAL '1' HOUR)) GROUP BY window_start, window_end, page
  )
) WHERE rn <= 10 AND n > 1;

SELECT `user`, `time` FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY `user` ORDER BY `time`) AS rn FROM edits) WHERE rn = 1;
SELECT channel, n FROM (SELECT channel, n, ROW_NUMBER() OVER (ORDER BY n DESC NULLS LAST) AS place FROM (SELECT channel, COUNT(*) AS n FROM edits GROUP BY channel)) WHERE place BETWEEN 2 AND 5;
SELECT page, rn FROM (SELECT page, ROW_NUMBER() OVER (PARTITION BY channel ORDER BY COUNT(*) DESC) AS rn FROM edits GROUP BY channel, page) WHERE 3 > rn;
SELECT id, name FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY name ORDER BY age DESC, id) AS rn FROM users) WHERE rn < 4 AND name <> 'x';
