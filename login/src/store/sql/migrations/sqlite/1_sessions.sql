-- May be run again: what is there stays.
CREATE TABLE IF NOT EXISTS login_migrations (version INTEGER PRIMARY KEY);

CREATE TABLE IF NOT EXISTS login_sessions (
    seq      INTEGER PRIMARY KEY,  -- the order in which entries were added
    key_hash BLOB    NOT NULL UNIQUE,  -- load, update, touch, replace, delete
    kind     INTEGER NOT NULL,  -- 1 a session, 2 a remembered login, 3 a session of a visitor
    owner    TEXT COLLATE BINARY,  -- the user's id; NULL for a visitor
    version  INTEGER NOT NULL,
    created  INTEGER NOT NULL,  -- times are seconds since 1970
    seen     INTEGER NOT NULL,
    expires  INTEGER NOT NULL,
    data     BLOB    NOT NULL
);

-- list, delete_of; the limits of create and replace
CREATE INDEX IF NOT EXISTS login_sessions_owner
    ON login_sessions (owner, kind, created, seq) WHERE owner IS NOT NULL;
-- delete_expired
CREATE INDEX IF NOT EXISTS login_sessions_expires ON login_sessions (expires);

INSERT INTO login_migrations (version) VALUES (1) ON CONFLICT DO NOTHING;
