-- The fifty users with most sessions, kept up to date: windows, then groups, then a ranking of the groups.
CREATE TABLE sessions_by_user_top (
  place     BIGINT,
  `user`    STRING,
  sessions  BIGINT,
  edits     BIGINT,
  PRIMARY KEY (place) NOT ENFORCED
);

INSERT INTO sessions_by_user_top
SELECT place, `user`, sessions, edits
FROM (
  SELECT *, ROW_NUMBER() OVER (ORDER BY sessions DESC, `user`) AS place
  FROM (
    SELECT `user`, COUNT(*) AS sessions, SUM(edits) AS edits
    FROM (
      SELECT `user`, window_start, window_end, COUNT(*) AS edits
      FROM TABLE(SESSION(TABLE wikipedia PARTITION BY `user`, DESCRIPTOR(`time`), INTERVAL '10' MINUTE))
      GROUP BY `user`, window_start, window_end
    )
    GROUP BY `user`
  )
)
WHERE place <= 50;
