-- A messenger on a telephone: _id keys, milliseconds, flags in integers, BLOB keys, unique on expressions of nothing.
CREATE TABLE recipient (_id INTEGER PRIMARY KEY AUTOINCREMENT, aci TEXT DEFAULT NULL UNIQUE, e164 TEXT UNIQUE DEFAULT NULL, group_id TEXT UNIQUE DEFAULT NULL, blocked INTEGER DEFAULT 0, mute_until INTEGER DEFAULT 0, profile_key TEXT DEFAULT NULL, identity BLOB DEFAULT NULL, extras BLOB DEFAULT NULL, hidden INTEGER DEFAULT 0);
CREATE TABLE thread (_id INTEGER PRIMARY KEY AUTOINCREMENT, date INTEGER DEFAULT 0, recipient_id INTEGER NOT NULL UNIQUE REFERENCES recipient (_id) ON DELETE CASCADE, snippet TEXT, archived INTEGER DEFAULT 0, pinned INTEGER DEFAULT 0);
CREATE TABLE message (_id INTEGER PRIMARY KEY AUTOINCREMENT, date_sent INTEGER NOT NULL, date_received INTEGER NOT NULL, thread_id INTEGER NOT NULL REFERENCES thread (_id) ON DELETE CASCADE, from_recipient_id INTEGER NOT NULL REFERENCES recipient (_id) ON DELETE CASCADE, type INTEGER NOT NULL, body TEXT, read INTEGER DEFAULT 0, quote_id INTEGER DEFAULT 0, reactions BLOB, expires_in INTEGER DEFAULT 0, latest_revision_id INTEGER DEFAULT NULL REFERENCES message (_id) ON DELETE CASCADE);
CREATE TABLE attachment (_id INTEGER PRIMARY KEY AUTOINCREMENT, message_id INTEGER, content_type TEXT, remote_key TEXT, data_file TEXT DEFAULT NULL, data_size INTEGER, width INTEGER, upload_timestamp INTEGER DEFAULT 0, data_hash_end TEXT DEFAULT NULL);
CREATE TABLE key_value (key TEXT PRIMARY KEY, value TEXT, type INTEGER);
CREATE TABLE sessions (_id INTEGER PRIMARY KEY AUTOINCREMENT, account_id TEXT NOT NULL, address TEXT NOT NULL, device INTEGER NOT NULL, record BLOB NOT NULL, UNIQUE(account_id, address, device));
CREATE INDEX message_thread_story_index ON message (thread_id, date_received DESC);
CREATE INDEX message_type_index ON message (type);
CREATE UNIQUE INDEX message_unique_sent_from_thread ON message (date_sent, from_recipient_id, thread_id);
CREATE VIRTUAL TABLE message_fts USING fts5(body, thread_id UNINDEXED, content=message, content_rowid=_id);
CREATE TRIGGER message_ai AFTER INSERT ON message BEGIN INSERT INTO message_fts(rowid, body, thread_id) VALUES (new._id, new.body, new.thread_id); END;
INSERT INTO recipient (_id, aci, e164, profile_key, identity) VALUES (1, '6f9619ff-8b86-4011-b42d-00c04fc964ff', '+15550100', 'a2V5', x'0502'), (4, NULL, '+15550101', NULL, NULL);
INSERT INTO thread VALUES (1, 1700000000123, 1, 'Hi 👋🏽', 0, 1), (2, 0, 4, NULL, 1, 0);
INSERT INTO message VALUES (1, 1700000000000, 1700000000123, 1, 1, 10485780, 'Hi 👋🏽', 1, 0, x'0a', 0, NULL), (2, 1700000001000, 1700000001100, 1, 4, -9223372036854775808, NULL, 0, 1700000000000, NULL, 604800000, 1);
INSERT INTO attachment VALUES (1, 2, 'image/jpeg', 'k', NULL, 123456, 640, 1700000001000, NULL);
INSERT INTO key_value VALUES ('first', '1', 3), ('flag', 'true', 1), ('none', NULL, 0);
INSERT INTO sessions VALUES (1, 'aci', 'a', 1, x'00'), (2, 'aci', 'a', 2, x'0001');
