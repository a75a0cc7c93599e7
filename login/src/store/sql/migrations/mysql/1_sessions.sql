-- May be run again: what is there stays.
CREATE TABLE IF NOT EXISTS login_migrations (version BIGINT PRIMARY KEY) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS login_sessions (
    seq      BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,  -- the order in which entries were added
    key_hash BINARY(32) NOT NULL,
    kind     TINYINT NOT NULL,  -- 1 a session, 2 a remembered login, 3 a session of a visitor
    owner    VARBINARY(512),  -- the user's id in UTF-8, compared byte by byte; NULL for a visitor
    version  BIGINT NOT NULL,
    created  BIGINT NOT NULL,  -- times are seconds since 1970
    seen     BIGINT NOT NULL,
    expires  BIGINT NOT NULL,
    data     MEDIUMBLOB NOT NULL,
    UNIQUE KEY login_sessions_key (key_hash),  -- load, update, touch, replace, delete
    KEY login_sessions_owner (owner, kind, created, seq),  -- list, delete_of; the limits of create and replace
    KEY login_sessions_expires (expires)  -- delete_expired
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

-- What is done to the entries of one owner waits for one of these 256 rows.
CREATE TABLE IF NOT EXISTS login_locks (bucket SMALLINT PRIMARY KEY) ENGINE = InnoDB;
INSERT IGNORE INTO login_locks (bucket)
SELECT high.digit * 16 + low.digit
FROM (SELECT 0 AS digit UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5
      UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9 UNION SELECT 10 UNION SELECT 11
      UNION SELECT 12 UNION SELECT 13 UNION SELECT 14 UNION SELECT 15) AS high
CROSS JOIN
     (SELECT 0 AS digit UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5
      UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9 UNION SELECT 10 UNION SELECT 11
      UNION SELECT 12 UNION SELECT 13 UNION SELECT 14 UNION SELECT 15) AS low;

INSERT IGNORE INTO login_migrations (version) VALUES (1);
