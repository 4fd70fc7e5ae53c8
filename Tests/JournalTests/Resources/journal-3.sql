BEGIN TRANSACTION;
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO "grdb_migrations" VALUES('1 sessions');
INSERT INTO "grdb_migrations" VALUES('2 subscriptions');
INSERT INTO "grdb_migrations" VALUES('3 filters of lists');
CREATE TABLE inactive_service (upn TEXT NOT NULL, service TEXT NOT NULL, since INTEGER NOT NULL,
    PRIMARY KEY (upn, service)) WITHOUT ROWID;
INSERT INTO "inactive_service" VALUES('cleo@example.com','support',1795851943737);
CREATE TABLE listing (
    person INTEGER NOT NULL, updated_at INTEGER NOT NULL, session TEXT NOT NULL, service TEXT NOT NULL, outcome TEXT,
    PRIMARY KEY (person, updated_at DESC, session)) WITHOUT ROWID;
INSERT INTO "listing" VALUES(1,1795168801000,'c-missed','support','abandoned');
INSERT INTO "listing" VALUES(1,1795168802000,'c-taken','support','declined');
INSERT INTO "listing" VALUES(2,1795168801000,'c-missed','support','abandoned');
INSERT INTO "listing" VALUES(2,1795851944176,'c-taken','support','accepted');
INSERT INTO "listing" VALUES(2,1795168802000,'c-out','support','notAccepted');
CREATE TABLE person (number INTEGER PRIMARY KEY, upn TEXT NOT NULL UNIQUE);
INSERT INTO "person" VALUES(1,'ben@example.com');
INSERT INTO "person" VALUES(2,'pia@example.com');
CREATE TABLE recall (
    digest BLOB NOT NULL, service TEXT NOT NULL, tag TEXT NOT NULL, saved_at INTEGER NOT NULL);
CREATE TABLE session (
    id TEXT NOT NULL PRIMARY KEY, service TEXT NOT NULL, direction TEXT NOT NULL, started_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL, is_live INTEGER NOT NULL, content TEXT NOT NULL);
INSERT INTO "session" VALUES('c-live','support','inbound',1795168800000,1795851943917,1,'{"conclusions":[],"unseen":["e-3"],"audience":["ben@example.com","pia@example.com"],"events":[{"a":1795168800000,"i":"e-1","t":"queued"},{"a":1795168801000,"i":"e-2","u":"pia@example.com","t":"offered"},{"a":1795168802000,"i":"e-3","u":"eve@example.com","t":"offered"}]}');
INSERT INTO "session" VALUES('c-taken','support','inbound',1795168800000,1795851944270,0,'{"audience":["ben@example.com","pia@example.com"],"conclusions":[{"o":"accepted","s":"solved","t":["call back","VIP"],"u":"pia@example.com","a":1795851944176,"p":"question"}],"events":[{"t":"queued","a":1795168800000,"i":"e-1"},{"t":"offered","a":1795168801000,"u":"ben@example.com","i":"e-2"},{"r":"busy","t":"declined","a":1795168802000,"u":"ben@example.com","i":"e-3"},{"t":"offered","a":1795168803000,"u":"pia@example.com","i":"e-4"},{"t":"accepted","a":1795168804000,"u":"pia@example.com","i":"e-5"},{"t":"ended","a":1795168805000,"i":"e-6"}],"unseen":[]}');
INSERT INTO "session" VALUES('c-missed','support','inbound',1795168800000,1795851944354,0,'{"unseen":[],"conclusions":[],"events":[{"i":"e-1","t":"queued","a":1795168800000},{"i":"e-2","t":"ended","r":"overflow","a":1795168801000}],"audience":["ben@example.com","pia@example.com"]}');
INSERT INTO "session" VALUES('c-out','support','outbound',1795168800000,1795851944477,0,'{"conclusions":[],"audience":[],"unseen":[],"events":[{"u":"pia@example.com","i":"e-1","t":"dialing","a":1795168800000},{"i":"e-2","t":"ringing","a":1795168801000},{"i":"e-3","t":"ended","a":1795168802000,"r":"busy"}]}');
CREATE TABLE settings (
    service TEXT NOT NULL PRIMARY KEY, content TEXT NOT NULL, changed_by TEXT NOT NULL, changed_at INTEGER NOT NULL);
INSERT INTO "settings" VALUES('support','{"displayName":"Support","owners":["olga@example.com"],"members":["pia@example.com","ben@example.com","cleo@example.com"],"licence":{"enterpriseRouting":true},"widgets":{"callerInformation":true,"status":true,"context":true,"map":false,"codes":true,"tags":true},"contexts":[],"parameters":[],"codes":{"primary":[{"id":"question","name":"Question"},{"id":"complaint","name":"Complaint"}],"secondary":[{"id":"solved","name":"Solved"},{"id":"open","name":"Still open"}]},"connectors":["contacts"],"retentionMs":300000,"tagRecall":false,"map":{"auto":false}}','',1795851943345);
CREATE TABLE settings_change (service TEXT NOT NULL, changed_by TEXT NOT NULL, changed_at INTEGER NOT NULL);
INSERT INTO "settings_change" VALUES('support','',1795851943345);
CREATE TABLE subscription (
    id TEXT NOT NULL PRIMARY KEY, services TEXT NOT NULL, events TEXT NOT NULL, modalities TEXT NOT NULL,
    directions TEXT NOT NULL, callback BLOB NOT NULL, secret BLOB NOT NULL, owner TEXT NOT NULL,
    created_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE tag (
    service TEXT NOT NULL, search_key TEXT NOT NULL, text TEXT NOT NULL, uses INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL, PRIMARY KEY (service, search_key)) WITHOUT ROWID;
INSERT INTO "tag" VALUES('support','call back','call back',1,1795851944176);
INSERT INTO "tag" VALUES('support','vip','VIP',1,1795851944176);
CREATE INDEX session_started ON session (started_at, id);
CREATE INDEX session_live ON session (id) WHERE is_live = 1;
CREATE INDEX session_past ON session (received_at) WHERE is_live = 0;
CREATE INDEX listing_session ON listing (session);
CREATE INDEX recall_digest ON recall (digest, service);
CREATE INDEX recall_age ON recall (saved_at);
CREATE INDEX listing_outcome ON listing (person, outcome, updated_at DESC, session, service);
CREATE INDEX listing_service ON listing (person, service, outcome, updated_at DESC, session);
COMMIT;
