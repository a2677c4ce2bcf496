-- Tasks that are open for claims, who has them, and that they are done. How a task stands follows from the rows; none ever changes.
CREATE TABLE task (
    id             text PRIMARY KEY,
    community      text NOT NULL,
    topic          text,
    description    text,
    requester      text,
    opened_at      timestamptz NOT NULL,
    request_digest text NOT NULL,
    recorded_at    timestamptz NOT NULL
);
CREATE INDEX task_opened ON task (opened_at, id);

-- Who has a task: the one who claimed it, or the party that it was escalated to. One row for each task: it is never both, and never twice.
CREATE TABLE task_owner (
    task          text PRIMARY KEY REFERENCES task,
    verdict       text NOT NULL CHECK (verdict IN ('CLAIMED', 'ESCALATED')),
    claimant      text CHECK ((verdict = 'CLAIMED') = (claimant IS NOT NULL)),
    claimant_kind text CHECK ((verdict = 'CLAIMED') = (claimant_kind IS NOT NULL)),
    lead          text,
    since         timestamptz NOT NULL,
    due           timestamptz,
    decision      uuid NOT NULL UNIQUE REFERENCES decision_record
);

CREATE TABLE task_completion (
    task           text PRIMARY KEY REFERENCES task_owner,
    completed_by   text NOT NULL,
    completed_at   timestamptz NOT NULL,
    note           text,
    request_digest text NOT NULL,
    recorded_at    timestamptz NOT NULL
);

CREATE TRIGGER task_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON task EXECUTE FUNCTION refuse_change();
CREATE TRIGGER task_owner_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON task_owner EXECUTE FUNCTION refuse_change();
CREATE TRIGGER task_completion_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON task_completion EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON task, task_owner, task_completion TO whistle_service;
