-- Cards and their points. Nothing is ever changed: what a card holds is derived from its entries.

CREATE TABLE card (
    card        text PRIMARY KEY,
    community   text NOT NULL,
    holder      text NOT NULL,
    recorded_at timestamptz NOT NULL
);

-- What happened to a card, each with the decision that was recorded in the same transaction.
CREATE TABLE card_operation (
    number         bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    decision       uuid PRIMARY KEY REFERENCES decision_record,
    card           text NOT NULL REFERENCES card,
    kind           text NOT NULL CHECK (kind IN ('ACT', 'CORRECTION', 'REDEMPTION', 'VOUCHER', 'FREEZE')),
    act            uuid,
    voucher        text,
    accepted       boolean NOT NULL,
    from_at        timestamptz NOT NULL,
    to_at          timestamptz NOT NULL,
    until          date,
    author         text,
    reason         text,
    exactly_once   text UNIQUE,
    request_digest text NOT NULL,
    balance        numeric NOT NULL,
    recorded_at    timestamptz NOT NULL,
    CHECK ((kind IN ('ACT', 'CORRECTION')) = (act IS NOT NULL)),
    CHECK ((kind IN ('REDEMPTION', 'VOUCHER')) = (voucher IS NOT NULL))
);
CREATE INDEX card_operation_card ON card_operation (card, number);
-- an act is recorded once, a voucher issued once and settled once, whatever the service does
CREATE UNIQUE INDEX card_operation_act ON card_operation (act) WHERE kind = 'ACT';
CREATE UNIQUE INDEX card_operation_issue ON card_operation (voucher) WHERE kind = 'REDEMPTION' AND accepted;
CREATE UNIQUE INDEX card_operation_settlement ON card_operation (voucher) WHERE kind = 'VOUCHER' AND accepted;

CREATE TABLE point_entry (
    number      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    card        text NOT NULL REFERENCES card,
    kind        text NOT NULL CHECK (kind IN ('AWARD', 'ADJUSTMENT', 'REDEMPTION', 'REFUND')),
    act         uuid,
    voucher     text,
    day         date NOT NULL,
    category    text,
    points      numeric NOT NULL,
    truncated   numeric,
    expires_on  date,
    decision    uuid NOT NULL REFERENCES decision_record,
    -- a freeze is entered after the corrections that come with it
    cause       uuid NOT NULL REFERENCES card_operation DEFERRABLE INITIALLY DEFERRED,
    recorded_at timestamptz NOT NULL,
    CHECK (kind <> 'REDEMPTION' OR points < 0),
    CHECK (kind NOT IN ('AWARD', 'REFUND') OR points >= 0)
);
CREATE INDEX point_entry_card ON point_entry (card, number);
CREATE UNIQUE INDEX point_entry_award ON point_entry (act, day) WHERE kind = 'AWARD';

-- Whether a card is in use; the last row counts.
CREATE TABLE card_state (
    number      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    card        text NOT NULL REFERENCES card,
    active      boolean NOT NULL,
    reason      text NOT NULL,
    recorded_at timestamptz NOT NULL
);
CREATE INDEX card_state_card ON card_state (card, number);

CREATE TRIGGER card_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON card EXECUTE FUNCTION refuse_change();
CREATE TRIGGER card_operation_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON card_operation EXECUTE FUNCTION refuse_change();
CREATE TRIGGER point_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON point_entry EXECUTE FUNCTION refuse_change();
CREATE TRIGGER card_state_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON card_state EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON card, card_operation, point_entry, card_state TO whistle_service;
