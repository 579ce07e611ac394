"""The trigger by which connections hear the log of events, in the transaction of the deed.

What one of them hears is written down with the event and a job is queued: nothing is missed, whatever dies,
and a company that connects nothing runs no statement for it. The job waits for the commit like any row.
"""

from django.db import migrations

HEAR = """
CREATE FUNCTION integrating_hear() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE told record;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM integrating_connection c WHERE c.state <> 'off') THEN
        RETURN NULL;
    END IF;
    FOR told IN
        WITH heard AS (
            INSERT INTO integrating_heard (connection_id, seq)
            SELECT c.id, n.seq FROM new_rows n
            JOIN integrating_connection c ON c.entity_id = n.entity_id
            WHERE c.state <> 'off' AND n.name = ANY (c.hears)
            ON CONFLICT DO NOTHING RETURNING connection_id
        )
        SELECT DISTINCT h.connection_id AS id FROM heard h
        JOIN integrating_connection c ON c.id = h.connection_id WHERE c.state = 'on'
    LOOP
        PERFORM procrastinate_defer_jobs_v1(ARRAY[ROW(
            'default', 'integrating.tell', 0, 'integrating:' || told.id, NULL,
            jsonb_build_object('connection_id', told.id::text), NULL
        )::procrastinate_job_to_defer_v1]);
    END LOOP;
    RETURN NULL;
END;
$$;
CREATE TRIGGER integrating_hear AFTER INSERT ON platform_event
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION integrating_hear();
"""
FORGET = "DROP TRIGGER integrating_hear ON platform_event; DROP FUNCTION integrating_hear();"


class Migration(migrations.Migration):
    dependencies = [
        ("integrating", "0001_connections"),
        ("platform", "0003_try_out"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [migrations.RunSQL(HEAR, FORGET)]
