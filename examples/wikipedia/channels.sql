-- Each Wikipedia's figures, kept up to date. The primary key becomes the record's key, so the last record of a channel
-- is its present state (and a compacted topic keeps only that).
CREATE TABLE channels (
  channel  STRING,
  edits    BIGINT,
  added    BIGINT,
  deleted  BIGINT,
  delta    BIGINT,
  users    BIGINT,
  pages    BIGINT,
  PRIMARY KEY (channel) NOT ENFORCED
);

INSERT INTO channels
SELECT channel, COUNT(*), SUM(added), SUM(deleted), SUM(delta), COUNT(DISTINCT `user`), COUNT(DISTINCT page)
FROM wikipedia
GROUP BY channel;
