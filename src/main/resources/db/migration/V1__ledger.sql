-- The role that the service works as: it can read and add, never change or take away.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'whistle_service') THEN
        CREATE ROLE whistle_service NOLOGIN;
    END IF;
    BEGIN
        EXECUTE format('GRANT whistle_service TO %I', current_user);
    EXCEPTION WHEN insufficient_privilege THEN
        NULL; -- the role is another's; what follows tells whether it was granted to us
    END;
    BEGIN
        SET LOCAL ROLE whistle_service;
        RESET ROLE;
    EXCEPTION WHEN insufficient_privilege THEN
        RAISE EXCEPTION '数据库用户 % 不能使用角色 whistle_service，请管理员执行：GRANT whistle_service TO %; the user may not use the role: let an administrator grant it',
            current_user, current_user USING ERRCODE = 'insufficient_privilege';
    END;
END
$$;

CREATE TABLE blob (
    digest text PRIMARY KEY CHECK (digest ~ '^[0-9a-f]{64}$'),
    bytes  bytea NOT NULL
);

CREATE TABLE publication (
    number       bigint PRIMARY KEY CHECK (number > 0),
    path         text NOT NULL,
    digest       text NOT NULL REFERENCES blob,
    applies_from date,
    note         text NOT NULL,
    published_at timestamptz NOT NULL
);
CREATE INDEX publication_path ON publication (path, number);

CREATE TABLE decision_record (
    id              uuid PRIMARY KEY,
    kind            text NOT NULL,
    community       text NOT NULL,
    format          integer NOT NULL,
    facts           bytea NOT NULL,
    decision        bytea NOT NULL,
    envelope        bytea NOT NULL,
    salt            bytea NOT NULL CHECK (length(salt) = 32),
    commitment      text NOT NULL,
    ruleset_number  bigint NOT NULL,
    ruleset_digest  text NOT NULL,
    idempotency_key text UNIQUE,
    request_digest  text NOT NULL,
    recorded_at     timestamptz NOT NULL
);
CREATE INDEX decision_record_community ON decision_record (community, id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER blob_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON blob EXECUTE FUNCTION refuse_change();
CREATE TRIGGER publication_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON publication EXECUTE FUNCTION refuse_change();
CREATE TRIGGER decision_record_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON decision_record EXECUTE FUNCTION refuse_change();

GRANT USAGE ON SCHEMA public TO whistle_service;
GRANT SELECT, INSERT ON blob, publication, decision_record TO whistle_service;
