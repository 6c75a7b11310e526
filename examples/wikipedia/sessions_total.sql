-- All sessions together: an aggregate of what a window told.
CREATE TABLE sessions_total (
  name             STRING,
  sessions          BIGINT,
  users             BIGINT,
  longest_in_edits  BIGINT,
  edits             BIGINT,
  of_one_edit       BIGINT,
  PRIMARY KEY (name) NOT ENFORCED
);

INSERT INTO sessions_total
SELECT 'all', COUNT(*), COUNT(DISTINCT `user`), MAX(edits), SUM(edits), COUNT(*) FILTER (WHERE edits = 1)
FROM (
  SELECT `user`, window_start, window_end, COUNT(*) AS edits
  FROM TABLE(SESSION(TABLE wikipedia PARTITION BY `user`, DESCRIPTOR(`time`), INTERVAL '10' MINUTE))
  GROUP BY `user`, window_start, window_end
);
