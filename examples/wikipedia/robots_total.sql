-- Robots against the rest.
CREATE TABLE robots_total (
  isRobot  BOOLEAN,
  edits    BIGINT,
  added    BIGINT,
  deleted  BIGINT,
  users    BIGINT,
  PRIMARY KEY (isRobot) NOT ENFORCED
);

INSERT INTO robots_total
SELECT isRobot, COUNT(*), SUM(added), SUM(deleted), COUNT(DISTINCT `user`)
FROM wikipedia
GROUP BY isRobot;
