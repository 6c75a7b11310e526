-- Edits by every combination of the five flags.
CREATE TABLE robots (
  isRobot        BOOLEAN,
  isAnonymous    BOOLEAN,
  isMinor        BOOLEAN,
  isNew          BOOLEAN,
  isUnpatrolled  BOOLEAN,
  edits          BIGINT,
  added          BIGINT,
  deleted        BIGINT,
  PRIMARY KEY (isRobot, isAnonymous, isMinor, isNew, isUnpatrolled) NOT ENFORCED
);

INSERT INTO robots
SELECT isRobot, isAnonymous, isMinor, isNew, isUnpatrolled, COUNT(*), SUM(added), SUM(deleted)
FROM wikipedia
GROUP BY isRobot, isAnonymous, isMinor, isNew, isUnpatrolled;
