SELECT COUNT(*), COUNT(added), SUM(delta), AVG(price), MIN(ratio), MAX(`time`), FIRST_VALUE(page), LAST_VALUE(page) FROM edits;
SELECT channel, COUNT(*) * 2 + 1 AS n FROM edits GROUP BY channel HAVING SUM(added) > 10;
SELECT DATE_FORMAT(`time`, 'yyyy-MM-dd'), COUNT(DISTINCT `user`) FILTER (WHERE added > 0 AND NOT isRobot) FROM edits GROUP BY DATE_FORMAT(`time`, 'yyyy-MM-dd');
SELECT n, COUNT(*) FROM (SELECT channel, COUNT(*) AS n FROM edits GROUP BY channel) GROUP BY n;
SELECT DISTINCT channel, page FROM edits;
SELECT CASE WHEN added > 100 THEN 'big' ELSE 'small' END, SUM(DISTINCT delta) FROM edits GROUP BY CASE WHEN added > 100 THEN 'big' ELSE 'small' END;
SELECT name, AVG(age) FROM users GROUP BY name;
INSERT INTO per_channel SELECT channel, COUNT(*) FROM edits GROUP BY channel;
INSERT INTO hourly (channel, n) SELECT page, delta FROM edits;
INSERT INTO plain (id, day_of) VALUES (1, DATE '2020-02-29'), (NULL, NULL);
EXECUTE STATEMENT SET BEGIN
  INSERT INTO per_channel SELECT channel, SUM(added) FROM edits GROUP BY channel;
  INSERT INTO hourly SELECT NULL, NULL, channel, 1 FROM edits;
END;
CREATE TABLE made AS SELECT channel, UPPER(page) AS page, added + 1 AS more FROM edits;
SELECT * FROM made;
