SELECT * FROM edits;
SELECT at_offset, doubled FROM edits WHERE doubled > 3;
SELECT * FROM edits$late;
SELECT `reason` FROM `edits$rejected`;
SELECT * FROM users;
SELECT name FROM users WHERE id > 3;
SELECT * FROM robots;
SELECT page FROM robots WHERE added BETWEEN 1 AND 5;
SELECT r.page, r.* FROM robots AS r (t, c, page, a);
SELECT channel FROM edits UNION ALL SELECT name FROM users UNION ALL SELECT 'x';
SELECT id, name FROM users UNION SELECT delta, channel FROM edits;
VALUES (1, 'a'), (2.5, NULL);
SELECT 1, NULL, 'a' || 'b', INTERVAL '1 02:03:04.5' DAY TO SECOND;
CREATE TABLE keyed (
  k STRING METADATA FROM 'key', ts TIMESTAMP(3) METADATA FROM 'timestamp', v BIGINT, w AS v + 1,
  WATERMARK FOR ts AS ts - INTERVAL '1' MINUTE
);
SELECT w, k FROM keyed;
INSERT INTO keyed SELECT 'a', `time`, 1 FROM edits;
