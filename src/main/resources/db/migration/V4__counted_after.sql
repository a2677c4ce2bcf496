-- An act that would have left the person with less in order of time was counted last, and stays there: after whatever counted up to this moment.
ALTER TABLE card_operation ADD COLUMN counted_after timestamptz CHECK (counted_after IS NULL OR kind IN ('ACT', 'CORRECTION'));
