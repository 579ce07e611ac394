-- Written by `make schema`, from the migrations; never by hand.
-- seal: d8707a064a89395a77a8a09968fce6870cc6d7714df130566c2ec97cedc61f08
-- applied: contenttypes.0001_initial
-- applied: contenttypes.0002_remove_content_type_name
-- applied: auth.0001_initial
-- applied: auth.0002_alter_permission_name_max_length
-- applied: auth.0003_alter_user_email_max_length
-- applied: auth.0004_alter_user_username_opts
-- applied: auth.0005_alter_user_last_login_null
-- applied: auth.0006_require_contenttypes_0002
-- applied: auth.0007_alter_validators_add_error_messages
-- applied: auth.0008_alter_user_username_max_length
-- applied: auth.0009_alter_user_last_name_max_length
-- applied: auth.0010_alter_group_name_max_length
-- applied: auth.0011_update_proxy_permissions
-- applied: auth.0012_alter_user_first_name_max_length
-- applied: platform.0001_initial
-- applied: account.0001_initial
-- applied: account.0002_email_max_length
-- applied: account.0003_alter_emailaddress_create_unique_verified_email
-- applied: account.0004_alter_emailaddress_drop_unique_email
-- applied: account.0005_emailaddress_idx_upper_email
-- applied: account.0006_emailaddress_lower
-- applied: account.0007_emailaddress_idx_email
-- applied: account.0008_emailaddress_unique_primary_email_fixup
-- applied: account.0009_emailaddress_unique_primary_email
-- applied: parties.0001_initial
-- applied: parties.0002_help_contact
-- applied: approvals.0001_initial
-- applied: approvals.0002_working_hours
-- applied: approvals.0003_what_a_margin_stands_on
-- applied: approvals.0004_a_step_is_handed_over
-- applied: approvals.0005_mails_are_tried_later_and_later
-- applied: parties.0003_named_on_invoices
-- applied: catalog.0001_initial
-- applied: catalog.0002_lean_indexes_and_set_checks
-- applied: catalog.0003_category_and_attributes
-- applied: catalog.0004_a_period_is_said
-- applied: catalog.0005_media
-- applied: catalog.0006_margin_scheme
-- applied: parties.0004_self_billing
-- applied: invoicing.0001_initial
-- applied: collecting.0001_initial
-- applied: collecting.0002_initial
-- applied: collecting.0003_lean_indexes_and_set_checks
-- applied: collecting.0004_reminders
-- applied: collecting.0005_reminders_go_by_themselves
-- applied: collecting.0006_longer_numbers
-- applied: collecting.0007_what_payers_say
-- applied: collecting.0008_payments_that_come_back
-- applied: collecting.0009_tell_what_payers_say
-- applied: collecting.0010_mails_are_tried_later_and_later
-- applied: configuring.0001_models_versions_configurations
-- applied: configuring.0002_answers_stay
-- applied: configuring.0003_draft_before
-- applied: taxes.0001_initial
-- applied: prospecting.0001_initial
-- applied: pricing.0001_btree_gist
-- applied: pricing.0002_initial
-- applied: quoting.0001_initial
-- applied: quoting.0002_edits_and_chosen_options
-- applied: quoting.0003_what_pricing_needs
-- applied: quoting.0004_checked_against_approvals
-- applied: quoting.0005_configured_lines
-- applied: pricing.0003_price_kinds_and_customer_prices
-- applied: pricing.0004_promotions
-- applied: quoting.0006_uses_of_promotions
-- applied: quoting.0007_templates_kept
-- applied: pricing.0005_changes_of_prices
-- applied: quoting.0008_buyers_choose_quantities
-- applied: quoting.0009_amendments_of_contracts
-- applied: quoting.0010_alternatives_of_an_offer
-- applied: quoting.0011_who_is_in_a_draft
-- applied: quoting.0012_bundles_and_ramps
-- applied: quoting.0013_payment_schedule
-- applied: quoting.0014_general_terms_kept
-- applied: quoting.0015_a_period_is_said
-- applied: quoting.0016_quote_layout
-- applied: pricing.0006_commissions
-- applied: pricing.0007_usage_cards
-- applied: pricing.0008_set_through
-- applied: pricing.0009_values_of_indexes
-- applied: quoting.0017_price_at_renewal
-- applied: platform.0002_user_views
-- applied: contracting.0001_initial
-- applied: contracting.0002_initial
-- applied: contracting.0003_ask_for_signatures
-- applied: contracting.0004_amendments_as_versions
-- applied: contracting.0005_clauses_and_drafts
-- applied: contracting.0006_sign_at_a_trust_service
-- applied: contracting.0007_tell_of_proposed_words
-- applied: contracting.0008_what_the_customer_has_read
-- applied: contracting.0009_nothing_unread_is_accepted
-- applied: contracting.0010_tell_of_comments_and_withdrawals
-- applied: contracting.0011_price_at_renewal
-- applied: contracting.0012_terminated_renews_no_more
-- applied: contracting.0013_words_after_an_apostrophe
-- applied: contracting.0014_words_without_accents
-- applied: contracting.0015_mails_are_tried_later_and_later
-- applied: credit.0001_initial
-- applied: currencies.0001_initial
-- applied: features.0001_chosen_features
-- applied: ordering.0001_initial
-- applied: ordering.0002_initial
-- applied: ordering.0003_lean_indexes_and_set_checks
-- applied: fulfilling.0001_initial
-- applied: fulfilling.0002_initial
-- applied: fulfilling.0003_lean_indexes_and_set_checks
-- applied: fulfilling.0004_bulk_checks_by_range
-- applied: imports.0001_initial
-- applied: imports.0002_keep_files_of_lines
-- applied: procrastinate.0001_initial
-- applied: procrastinate.0002_drop_started_at_column
-- applied: procrastinate.0003_drop_started_at_column
-- applied: procrastinate.0004_drop_procrastinate_version_table
-- applied: procrastinate.0005_fix_procrastinate_fetch_job
-- applied: procrastinate.0006_fix_trigger_status_events_insert
-- applied: procrastinate.0007_add_queueing_lock_column
-- applied: procrastinate.0008_close_fetch_job_race_condition
-- applied: procrastinate.0009_add_defer_job_function
-- applied: procrastinate.0010_add_procrastinate_periodic_defers
-- applied: procrastinate.0011_add_foreign_key_index
-- applied: procrastinate.0012_add_locks_to_periodic_defer
-- applied: procrastinate.0013_fix_procrastinate_defer_periodic_job
-- applied: procrastinate.0014_add_finish_job_and_retry_job_functions
-- applied: procrastinate.0015_add_trigger_on_job_deletion
-- applied: procrastinate.0016_delete_finished_jobs
-- applied: procrastinate.0017_add_checks_to_finish_job
-- applied: procrastinate.0018_add_checks_to_retry_job
-- applied: procrastinate.0019_fix_finish_job_compat_issue
-- applied: procrastinate.0020_add_index_on_procrastinate_jobs
-- applied: procrastinate.0021_add_kwargs_to_defer_periodic_job
-- applied: procrastinate.0022_null_locks_excluded
-- applied: procrastinate.0023_remove_old_finish_job_function
-- applied: procrastinate.0024_job_id_bigint
-- applied: procrastinate.0025_add_models
-- applied: procrastinate.0026_add_job_priority
-- applied: procrastinate.0027_add_periodic_job_priority
-- applied: procrastinate.0028_add_cancel_states
-- applied: procrastinate.0029_add_additional_params_to_retry_job
-- applied: procrastinate.0030_alter_procrastinateevent_options
-- applied: procrastinate.0031_add_indexes_for_fetch_job
-- applied: procrastinate.0032_pre_cancel_notification
-- applied: procrastinate.0033_post_cancel_notification
-- applied: procrastinate.0034_pre_add_heartbeat
-- applied: procrastinate.0035_post_add_heartbeat
-- applied: procrastinate.0036_add_worker_model
-- applied: procrastinate.0037_pre_batch_defer_jobs
-- applied: procrastinate.0038_post_batch_defer_jobs
-- applied: procrastinate.0039_pre_priority_lock_fetch_job
-- applied: procrastinate.0040_pre_retry_failed_job
-- applied: procrastinate.0041_post_retry_failed_job
-- applied: platform.0003_try_out
-- applied: integrating.0001_connections
-- applied: integrating.0002_hear_the_log
-- applied: subscribing.0001_initial
-- applied: ordering.0004_waiting_ones_apart
-- applied: ordering.0005_configured_lines
-- applied: subscribing.0002_services_amended
-- applied: metering.0001_initial
-- applied: metering.0002_initial
-- applied: taxes.0002_margin_rate
-- applied: ordering.0006_direct_orders_approved
-- applied: ordering.0007_payment_schedule
-- applied: ordering.0008_a_period_is_said
-- applied: ordering.0009_margin_of_lines
-- applied: invoicing.0002_initial
-- applied: invoicing.0003_lean_indexes_and_set_checks
-- applied: invoicing.0004_waiting_ones_apart
-- applied: invoicing.0005_documents_of_one_order
-- applied: invoicing.0006_given_back_by_amendments
-- applied: invoicing.0007_payment_schedule
-- applied: invoicing.0008_written_by_customers
-- applied: invoicing.0009_vat_inside_the_price
-- applied: invoicing.0010_bulk_checks_by_range
-- applied: invoicing.0011_invoices_by_mail
-- applied: invoicing.0012_keys_checked_as_sets
-- applied: ledger.0001_initial
-- applied: ledger.0002_lean_indexes_and_set_checks
-- applied: mfa.0001_initial
-- applied: mfa.0002_authenticator_timestamps
-- applied: mfa.0003_authenticator_type_uniq
-- applied: ordering.0010_bulk_checks_by_range
-- applied: ordering.0011_released_by_a_payment
-- applied: portal.0001_a_room_for_the_buyer
-- applied: portal.0002_retry_mails_later
-- applied: pricing.0010_prices_from_another_book
-- applied: pricing.0011_price_changes_discarded
-- applied: quoting.0018_lines_frozen_by_statement
-- applied: recognizing.0001_initial
-- applied: recognizing.0002_lean_indexes_and_set_checks
-- applied: recognizing.0003_totals_per_order
-- applied: recognizing.0004_a_period_is_said
-- applied: recognizing.0005_bulk_checks_by_range
-- applied: recognizing.0006_ramps
-- applied: recognizing.0007_steps_of_amendments
-- applied: recognizing.0008_keys_checked_as_sets
-- applied: recommending.0001_what_is_bought_together
-- applied: renewing.0001_initial
-- applied: sessions.0001_initial
-- applied: trying.0001_try_out
-- applied: trying.0002_begin_with_a_tier


CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;

CREATE TYPE public.procrastinate_job_event_type AS ENUM (
    'deferred',
    'started',
    'deferred_for_retry',
    'failed',
    'succeeded',
    'cancelled',
    'abort_requested',
    'aborted',
    'scheduled',
    'retried'
);

CREATE TYPE public.procrastinate_job_status AS ENUM (
    'todo',
    'doing',
    'succeeded',
    'failed',
    'cancelled',
    'aborting',
    'aborted'
);

CREATE TYPE public.procrastinate_job_to_defer_v1 AS (
	queue_name character varying,
	task_name character varying,
	priority integer,
	lock text,
	queueing_lock text,
	args jsonb,
	scheduled_at timestamp with time zone
);

CREATE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
                DECLARE
                    _pgtrigger_ignore TEXT[];
                    _result BOOLEAN;
                BEGIN
                    BEGIN
                        SELECT INTO _pgtrigger_ignore
                            CURRENT_SETTING('pgtrigger.ignore');
                        EXCEPTION WHEN OTHERS THEN
                    END;
                    IF _pgtrigger_ignore IS NOT NULL THEN
                        SELECT trigger_name = ANY(_pgtrigger_ignore)
                        INTO _result;
                        RETURN _result;
                    ELSE
                        RETURN FALSE;
                    END IF;
                END;
            $$;

CREATE FUNCTION public.contracting_plain(words text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN translate(words, 'àâäáãåçéèêëíìîïñóòôöõúùûüýÿÀÂÄÁÃÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕÚÙÛÜÝŸ’'::text, 'aaaaaaceeeeiiiinooooouuuuyyAAAAAACEEEEIIIINOOOOOUUUUYY'''::text);

CREATE FUNCTION public.contracting_asked(config regconfig, words text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE WHEN (words ~ '(^|[[:space:]])-'::text) THEN websearch_to_tsquery(config, public.contracting_plain(words)) ELSE (websearch_to_tsquery(config, public.contracting_plain(words)) || (public.contracting_plain((websearch_to_tsquery(config, replace(words, '’'::text, ''''::text)))::text))::tsquery) END;

CREATE FUNCTION public.contracting_read_before_yes() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE known integer; there integer; draft uuid;
BEGIN
    SELECT d.id, d.shown, d.last INTO draft, known, there
    FROM contracting_draft d WHERE d.series = NEW.series AND d.state = 'shared' FOR UPDATE;
    IF known < there THEN
        RAISE EXCEPTION 'the contract says what its customer has not read'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'draft_accepted_is_read',
                  DETAIL = known || '/' || there;
    END IF;
    IF draft IS NOT NULL THEN
        UPDATE contracting_draft SET accepted = true WHERE id = draft;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.contracting_words(config regconfig, words text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (to_tsvector(config, public.contracting_plain(words)) || (public.contracting_plain((to_tsvector(config, replace(words, '’'::text, ''''::text)))::text))::tsvector);

CREATE FUNCTION public.integrating_hear() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.pgtrigger_allocation_append_only_7234d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_allocation_no_truncate_d1207() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_annex_is_frozen_7d228() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_annex_kept_bc1de() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_annex_no_truncate_a4ced() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_bank_line_append_only_75f36() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_bank_line_no_truncate_4f784() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_batch_append_only_58e80() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_batch_no_truncate_8b7b0() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_buyer_kept_1a302() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_buyer_no_truncate_bbb4b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_calendar_kept_73c0b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_calendar_no_truncate_8003e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_change_decided_is_frozen_4beba() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_change_words_are_frozen_20572() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_charge_append_only_b1146() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_charge_no_truncate_62fd2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_choice_append_only_05390() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_choice_no_truncate_11cda() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_clause_change_kept_40e45() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_clause_change_no_truncate_b889e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_clause_comment_append_only_e4386() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_clause_comment_no_truncate_d55c3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_clause_is_frozen_6e136() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_clause_kept_3a83e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_clause_no_truncate_5bc62() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_configuration_append_only_5f5a5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_configuration_no_truncate_d11d7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_connection_kept_d3498() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_connection_no_truncate_cbbf8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_contract_is_frozen_c8226() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_contract_is_kept_85868() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_contract_version_append_only_a7431() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_contract_version_no_truncate_82d58() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_counter_closed_is_frozen_be4cf() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_decision_append_only_6e059() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_decision_is_frozen_a3d15() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_decision_no_truncate_50603() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delivery_append_only_67b94() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delivery_line_append_only_f2ad2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delivery_line_no_truncate_56911() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delivery_line_references_51be8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
DECLARE missing record; low bigint; high bigint; many bigint; order_line_id_known boolean := false;
BEGIN

SELECT min(order_line_id), max(order_line_id), count(order_line_id) INTO low, high, many FROM new_rows;
IF many >= 100 AND high - low < 2 * many THEN
    order_line_id_known := (SELECT count(*) FROM ordering_line p WHERE p.id BETWEEN low AND high) = high - low + 1;
END IF;

SELECT * INTO missing FROM (
SELECT 'delivery_id' AS name, n.delivery_id::text AS value
FROM (SELECT DISTINCT delivery_id FROM new_rows WHERE delivery_id IS NOT NULL) n
WHERE (SELECT p.id FROM fulfilling_delivery p WHERE p.id = n.delivery_id) IS NULL
UNION ALL
SELECT 'order_line_id' AS name, n.order_line_id::text AS value
FROM (SELECT DISTINCT order_line_id FROM new_rows WHERE order_line_id IS NOT NULL) n
WHERE NOT order_line_id_known AND (SELECT p.id FROM ordering_line p WHERE p.id = n.order_line_id) IS NULL
) m LIMIT 1;
IF FOUND THEN
    RAISE EXCEPTION '% % does not exist', missing.name, missing.value
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'delivery_line_references';
END IF;
RETURN NULL;
END;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_delivery_no_truncate_7c4b5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delivery_within_order_4211d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
DECLARE low bigint; high bigint; many bigint; beyond boolean;
BEGIN
SELECT min(order_line_id), max(order_line_id), count(*) INTO low, high, many FROM new_lines;
IF many >= 100 AND high - low < 2 * many THEN
    beyond := EXISTS (
        SELECT 1
        FROM (
            SELECT order_line_id, sum(quantity) FILTER (WHERE NOT is_return) AS delivered,
                   sum(quantity) FILTER (WHERE is_return) AS returned
            FROM fulfilling_line WHERE order_line_id BETWEEN low AND high GROUP BY order_line_id
        ) s
        WHERE abs(coalesce(s.delivered, 0)) > (
            SELECT abs(o.quantity) FROM ordering_line o WHERE o.id = s.order_line_id)
           OR abs(coalesce(s.returned, 0)) > abs(coalesce(s.delivered, 0))
    );
ELSE
    beyond := EXISTS (
        SELECT 1
        FROM (SELECT DISTINCT order_line_id FROM new_lines) n
        JOIN ordering_line o ON o.id = n.order_line_id
        JOIN LATERAL (
            SELECT sum(quantity) FILTER (WHERE NOT is_return) AS delivered,
                   sum(quantity) FILTER (WHERE is_return) AS returned
            FROM fulfilling_line f WHERE f.order_line_id = n.order_line_id
        ) s ON true
        WHERE abs(coalesce(s.delivered, 0)) > abs(o.quantity)
           OR abs(coalesce(s.returned, 0)) > abs(coalesce(s.delivered, 0))
    );
END IF;
IF beyond THEN
    RAISE EXCEPTION 'more delivered than ordered, or more returned than delivered'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'delivery_within_order';
END IF;
RETURN NULL;
END;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_draft_accepted_stays_fd828() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_draft_asked_is_still_55e1a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
IF EXISTS (
    SELECT 1 FROM contracting_signing s JOIN quoting_quote q ON q.id = s.quote_id
    WHERE q.series = NEW.series AND s.state = 'open')
THEN
    RAISE EXCEPTION 'what people are asked to sign does not change'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'draft_asked_is_still';
END IF;
RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_draft_clause_append_only_b423e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_draft_clause_no_truncate_2e392() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_draft_kept_2a450() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_draft_mail_no_truncate_896e9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_draft_no_truncate_28a42() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_draft_signed_is_frozen_b2463() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_draft_version_append_only_817c3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_draft_version_no_truncate_e0210() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_duty_is_frozen_95b64() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_duty_kept_9565d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_duty_mark_is_frozen_2b57a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_duty_mark_kept_b74da() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_duty_mark_no_truncate_2780e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_duty_no_truncate_e58ea() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_entry_append_only_cb569() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_entry_balances_6f1b3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
IF EXISTS (
    SELECT 1 FROM new_lines GROUP BY entry_id, currency HAVING sum(amount_minor) <> 0
) THEN
    RAISE EXCEPTION 'ledger entry out of balance: %', (
        SELECT string_agg(format('entry %s %s %s', entry_id, currency, off), ', ')
        FROM (SELECT entry_id, currency, sum(amount_minor) AS off FROM new_lines
              GROUP BY entry_id, currency HAVING sum(amount_minor) <> 0 LIMIT 3) t
    ) USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balances';
END IF;
IF EXISTS (
    SELECT 1 FROM (SELECT entry_id, count(*) AS n FROM new_lines GROUP BY entry_id) m
    JOIN LATERAL (SELECT count(*) AS n FROM ledger_line l WHERE l.entry_id = m.entry_id) a
        ON a.n <> m.n
) THEN
    RAISE EXCEPTION 'all lines of an entry are written by one statement'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_is_whole';
END IF;
RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_entry_no_truncate_57f08() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_entry_period_open_e5696() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
IF EXISTS (
    SELECT 1 FROM new_entries e JOIN ledger_book b ON b.entity_id = e.entity_id
    WHERE b.closed_through >= e.booked_on
) THEN
    RAISE EXCEPTION 'the period is closed'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'period_is_open';
END IF;
RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_event_is_frozen_38bcc() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_event_is_kept_90bca() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_event_no_truncate_d2f73() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_file_append_only_80b1d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_file_no_truncate_47783() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_incoming_kept_4bb3c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_incoming_no_truncate_57944() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_index_value_append_only_bacb3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_index_value_no_truncate_cd3fe() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_invoice_adds_up_3c930() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
IF (SELECT coalesce(sum(net_minor), 0) FROM invoicing_line WHERE invoice_id = NEW.id) <> NEW.net_minor
   OR (SELECT coalesce(sum(vat_minor), 0) FROM invoicing_vat WHERE invoice_id = NEW.id) <> NEW.vat_minor
   OR (SELECT coalesce(sum(base_minor), 0) FROM invoicing_vat WHERE invoice_id = NEW.id) <> NEW.net_minor
   OR (SELECT coalesce(sum(margin_vat_minor), 0) FROM invoicing_line WHERE invoice_id = NEW.id)
      <> NEW.margin_vat_minor
THEN
    RAISE EXCEPTION 'the lines of invoice % do not add up to its totals', NEW.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_adds_up';
END IF;
IF EXISTS (
    SELECT 1 FROM invoicing_line l
    WHERE l.invoice_id = NEW.id AND NEW.order_id <> (
        SELECT o.order_id FROM ordering_line o WHERE o.id = l.order_line_id)
) THEN
    RAISE EXCEPTION 'invoice % is of one order and bills lines of another', NEW.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_lines_of_order';
END IF;
RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_invoice_issued_is_frozen_366e4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_invoice_kept_053b1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_invoice_line_references_changed_d0835() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
DECLARE missing record; low bigint; high bigint; many bigint; order_line_id_known boolean := false;
BEGIN

SELECT min(order_line_id), max(order_line_id), count(order_line_id) INTO low, high, many FROM new_rows;
IF many >= 100 AND high - low < 2 * many THEN
    order_line_id_known := (SELECT count(*) FROM ordering_line p WHERE p.id BETWEEN low AND high) = high - low + 1;
END IF;

SELECT * INTO missing FROM (
SELECT 'invoice_id' AS name, n.invoice_id::text AS value
FROM (SELECT DISTINCT invoice_id FROM new_rows WHERE invoice_id IS NOT NULL) n
WHERE (SELECT p.id FROM invoicing_invoice p WHERE p.id = n.invoice_id) IS NULL
UNION ALL
SELECT 'order_line_id' AS name, n.order_line_id::text AS value
FROM (SELECT DISTINCT order_line_id FROM new_rows WHERE order_line_id IS NOT NULL) n
WHERE NOT order_line_id_known AND (SELECT p.id FROM ordering_line p WHERE p.id = n.order_line_id) IS NULL
UNION ALL
SELECT 'decision_id' AS name, n.decision_id::text AS value
FROM (SELECT DISTINCT decision_id FROM new_rows WHERE decision_id IS NOT NULL) n
WHERE (SELECT p.id FROM taxes_decision p WHERE p.id = n.decision_id) IS NULL
UNION ALL
SELECT 'charge_id' AS name, n.charge_id::text AS value
FROM (SELECT DISTINCT charge_id FROM new_rows WHERE charge_id IS NOT NULL) n
WHERE (SELECT p.id FROM subscribing_charge p WHERE p.id = n.charge_id) IS NULL
UNION ALL
SELECT 'usage_id' AS name, n.usage_id::text AS value
FROM (SELECT DISTINCT usage_id FROM new_rows WHERE usage_id IS NOT NULL) n
WHERE (SELECT p.id FROM metering_usage_charge p WHERE p.id = n.usage_id) IS NULL
UNION ALL
SELECT 'deposit_id' AS name, n.deposit_id::text AS value
FROM (SELECT DISTINCT deposit_id FROM new_rows WHERE deposit_id IS NOT NULL) n
WHERE (SELECT p.id FROM invoicing_invoice p WHERE p.id = n.deposit_id) IS NULL
) m LIMIT 1;
IF FOUND THEN
    RAISE EXCEPTION '% % does not exist', missing.name, missing.value
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'invoice_line_references';
END IF;
RETURN NULL;
END;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_invoice_line_references_debfa() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
DECLARE missing record; low bigint; high bigint; many bigint; order_line_id_known boolean := false;
BEGIN

SELECT min(order_line_id), max(order_line_id), count(order_line_id) INTO low, high, many FROM new_rows;
IF many >= 100 AND high - low < 2 * many THEN
    order_line_id_known := (SELECT count(*) FROM ordering_line p WHERE p.id BETWEEN low AND high) = high - low + 1;
END IF;

SELECT * INTO missing FROM (
SELECT 'invoice_id' AS name, n.invoice_id::text AS value
FROM (SELECT DISTINCT invoice_id FROM new_rows WHERE invoice_id IS NOT NULL) n
WHERE (SELECT p.id FROM invoicing_invoice p WHERE p.id = n.invoice_id) IS NULL
UNION ALL
SELECT 'order_line_id' AS name, n.order_line_id::text AS value
FROM (SELECT DISTINCT order_line_id FROM new_rows WHERE order_line_id IS NOT NULL) n
WHERE NOT order_line_id_known AND (SELECT p.id FROM ordering_line p WHERE p.id = n.order_line_id) IS NULL
UNION ALL
SELECT 'decision_id' AS name, n.decision_id::text AS value
FROM (SELECT DISTINCT decision_id FROM new_rows WHERE decision_id IS NOT NULL) n
WHERE (SELECT p.id FROM taxes_decision p WHERE p.id = n.decision_id) IS NULL
UNION ALL
SELECT 'charge_id' AS name, n.charge_id::text AS value
FROM (SELECT DISTINCT charge_id FROM new_rows WHERE charge_id IS NOT NULL) n
WHERE (SELECT p.id FROM subscribing_charge p WHERE p.id = n.charge_id) IS NULL
UNION ALL
SELECT 'usage_id' AS name, n.usage_id::text AS value
FROM (SELECT DISTINCT usage_id FROM new_rows WHERE usage_id IS NOT NULL) n
WHERE (SELECT p.id FROM metering_usage_charge p WHERE p.id = n.usage_id) IS NULL
UNION ALL
SELECT 'deposit_id' AS name, n.deposit_id::text AS value
FROM (SELECT DISTINCT deposit_id FROM new_rows WHERE deposit_id IS NOT NULL) n
WHERE (SELECT p.id FROM invoicing_invoice p WHERE p.id = n.deposit_id) IS NULL
) m LIMIT 1;
IF FOUND THEN
    RAISE EXCEPTION '% % does not exist', missing.name, missing.value
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'invoice_line_references';
END IF;
RETURN NULL;
END;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_invoice_lines_frozen_c5f2b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
IF EXISTS (
    SELECT 1 FROM invoicing_invoice i
    WHERE i.id = CASE WHEN TG_OP = 'INSERT' THEN NEW.invoice_id ELSE OLD.invoice_id END
      AND i.state = 'issued'
) THEN
    RAISE EXCEPTION 'the lines of an issued invoice are frozen'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_lines_frozen';
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_invoice_lines_whole_2eea8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
IF EXISTS (
    SELECT 1
    FROM (SELECT invoice_id, count(*) AS lines, sum(net_minor) AS net,
                 sum(margin_vat_minor) AS margin_vat
          FROM new_lines GROUP BY invoice_id) n
    WHERE (SELECT n.net <> i.net_minor OR n.margin_vat <> i.margin_vat_minor
               OR n.lines <> (SELECT count(*) FROM invoicing_line l WHERE l.invoice_id = i.id)
           FROM invoicing_invoice i WHERE i.id = n.invoice_id AND i.state = 'issued')
) THEN
    RAISE EXCEPTION 'the lines of an issued invoice come at once and add up to it'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_lines_whole';
END IF;
IF EXISTS (
    SELECT 1
    FROM (SELECT DISTINCT invoice_id, (
              SELECT o.order_id FROM ordering_line o WHERE o.id = l.order_line_id) AS order_id
          FROM new_lines l) n
    WHERE n.order_id <> (
        SELECT i.order_id FROM invoicing_invoice i WHERE i.id = n.invoice_id AND i.state = 'issued')
) THEN
    RAISE EXCEPTION 'an invoice of one order bills lines of another'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_lines_of_order';
END IF;
RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_invoice_link_kept_a7696() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_invoice_link_no_truncate_a4bc9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_invoice_mail_kept_90936() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_invoice_mail_no_truncate_8bb70() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_invoice_mail_sent_is_frozen_8d659() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_invoice_mailing_no_truncate_de050() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_invoice_no_truncate_d02f5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_invoice_vat_frozen_241aa() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
IF EXISTS (
    SELECT 1 FROM invoicing_invoice i
    WHERE i.id = CASE WHEN TG_OP = 'INSERT' THEN NEW.invoice_id ELSE OLD.invoice_id END
      AND i.state = 'issued'
) THEN
    RAISE EXCEPTION 'the lines of an issued invoice are frozen'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_lines_frozen';
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_invoice_vat_whole_3a818() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
IF EXISTS (
    SELECT 1
    FROM (SELECT invoice_id, count(*) AS rows, sum(base_minor) AS base, sum(vat_minor) AS vat
          FROM new_rows GROUP BY invoice_id) n
    WHERE (SELECT n.base <> i.net_minor OR n.vat <> i.vat_minor
               OR n.rows <> (SELECT count(*) FROM invoicing_vat v WHERE v.invoice_id = i.id)
           FROM invoicing_invoice i WHERE i.id = n.invoice_id AND i.state = 'issued')
) THEN
    RAISE EXCEPTION 'the VAT rows of an issued invoice come at once and add up to it'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_vat_whole';
END IF;
RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_invoice_within_order_f9bf3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
DECLARE low bigint; high bigint; many bigint; beyond boolean;
BEGIN
SELECT min(order_line_id), max(order_line_id), count(*) INTO low, high, many FROM new_lines
WHERE order_line_id IS NOT NULL AND charge_id IS NULL AND usage_id IS NULL;
IF many >= 100 AND high - low < 2 * many THEN
    beyond := EXISTS (
        SELECT 1
        FROM (SELECT l.order_line_id, sum(l.quantity) FILTER (WHERE i.kind = 'invoice') AS invoiced,
               sum(l.quantity) FILTER (WHERE i.kind = 'credit' AND l.restores_quantity) AS credited
        FROM invoicing_line l JOIN invoicing_invoice i ON i.id = l.invoice_id
              WHERE l.order_line_id BETWEEN low AND high AND i.state <> 'discarded'
              GROUP BY l.order_line_id) s
        JOIN LATERAL (SELECT quantity, charge_kind FROM ordering_line WHERE id = s.order_line_id OFFSET 0) o
            ON o.charge_kind = 'one_off'
        WHERE abs(coalesce(s.invoiced, 0) + coalesce(s.credited, 0)) > abs(o.quantity)
       OR (coalesce(s.invoiced, 0) <> 0
           AND abs(coalesce(s.credited, 0)) > abs(s.invoiced))
    );
ELSE
    beyond := EXISTS (
        SELECT 1
        FROM (SELECT DISTINCT order_line_id FROM new_lines
              WHERE order_line_id IS NOT NULL AND charge_id IS NULL AND usage_id IS NULL) n
        JOIN ordering_line o ON o.id = n.order_line_id AND o.charge_kind = 'one_off'
        JOIN LATERAL (
            SELECT sum(l.quantity) FILTER (WHERE i.kind = 'invoice') AS invoiced,
               sum(l.quantity) FILTER (WHERE i.kind = 'credit' AND l.restores_quantity) AS credited
        FROM invoicing_line l JOIN invoicing_invoice i ON i.id = l.invoice_id
            WHERE l.order_line_id = n.order_line_id AND i.state <> 'discarded'
        ) s ON true
        WHERE abs(coalesce(s.invoiced, 0) + coalesce(s.credited, 0)) > abs(o.quantity)
       OR (coalesce(s.invoiced, 0) <> 0
           AND abs(coalesce(s.credited, 0)) > abs(s.invoiced))
    );
END IF;
IF beyond THEN
    RAISE EXCEPTION 'more invoiced than ordered, or more credited than invoiced'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_within_order';
END IF;
RETURN NULL;
END;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_layout_kept_13dc1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_layout_no_truncate_9449a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_line_append_only_5f055() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_line_no_truncate_ac70e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_link_is_used_once_95c34() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_link_kept_ede2d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_link_no_truncate_57b4d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_listed_append_only_b4b49() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_listed_no_truncate_31a30() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_message_append_only_34f23() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_model_version_frozen_8d54f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_model_version_kept_9d7aa() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_model_version_no_truncate_d9fdb() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_model_version_no_way_back_7d15d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_obligation_head_frozen_7e293() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_obligation_kept_452f8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_obligation_no_truncate_c246b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_obligation_references_6d0af() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
DECLARE missing record; low bigint; high bigint; many bigint; order_line_id_known boolean := false;
BEGIN

SELECT min(order_line_id), max(order_line_id), count(order_line_id) INTO low, high, many FROM new_rows;
IF many >= 100 AND high - low < 2 * many THEN
    order_line_id_known := (SELECT count(*) FROM ordering_line p WHERE p.id BETWEEN low AND high) = high - low + 1;
END IF;

SELECT * INTO missing FROM (
SELECT 'order_line_id' AS name, n.order_line_id::text AS value
FROM (SELECT DISTINCT order_line_id FROM new_rows WHERE order_line_id IS NOT NULL) n
WHERE NOT order_line_id_known AND (SELECT p.id FROM ordering_line p WHERE p.id = n.order_line_id) IS NULL
UNION ALL
SELECT 'customer_id' AS name, n.customer_id::text AS value
FROM (SELECT DISTINCT customer_id FROM new_rows WHERE customer_id IS NOT NULL) n
WHERE (SELECT p.id FROM parties_customer p WHERE p.id = n.customer_id) IS NULL
UNION ALL
SELECT 'entity_id' AS name, n.entity_id::text AS value
FROM (SELECT DISTINCT entity_id FROM new_rows WHERE entity_id IS NOT NULL) n
WHERE (SELECT p.id FROM parties_entity p WHERE p.id = n.entity_id) IS NULL
UNION ALL
SELECT 'charge_id' AS name, n.charge_id::text AS value
FROM (SELECT DISTINCT charge_id FROM new_rows WHERE charge_id IS NOT NULL) n
WHERE (SELECT p.id FROM subscribing_charge p WHERE p.id = n.charge_id) IS NULL
UNION ALL
SELECT 'usage_id' AS name, n.usage_id::text AS value
FROM (SELECT DISTINCT usage_id FROM new_rows WHERE usage_id IS NOT NULL) n
WHERE (SELECT p.id FROM metering_usage_charge p WHERE p.id = n.usage_id) IS NULL
UNION ALL
SELECT 'ramp_id' AS name, n.ramp_id::text AS value
FROM (SELECT DISTINCT ramp_id FROM new_rows WHERE ramp_id IS NOT NULL) n
WHERE (SELECT p.id FROM recognizing_ramp p WHERE p.id = n.ramp_id) IS NULL
) m LIMIT 1;
IF FOUND THEN
    RAISE EXCEPTION '% % does not exist', missing.name, missing.value
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'obligation_references';
END IF;
RETURN NULL;
END;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_obligation_references_changed_ce110() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
DECLARE missing record; low bigint; high bigint; many bigint; order_line_id_known boolean := false;
BEGIN

SELECT min(order_line_id), max(order_line_id), count(order_line_id) INTO low, high, many FROM new_rows;
IF many >= 100 AND high - low < 2 * many THEN
    order_line_id_known := (SELECT count(*) FROM ordering_line p WHERE p.id BETWEEN low AND high) = high - low + 1;
END IF;

SELECT * INTO missing FROM (
SELECT 'order_line_id' AS name, n.order_line_id::text AS value
FROM (SELECT DISTINCT order_line_id FROM new_rows WHERE order_line_id IS NOT NULL) n
WHERE NOT order_line_id_known AND (SELECT p.id FROM ordering_line p WHERE p.id = n.order_line_id) IS NULL
UNION ALL
SELECT 'customer_id' AS name, n.customer_id::text AS value
FROM (SELECT DISTINCT customer_id FROM new_rows WHERE customer_id IS NOT NULL) n
WHERE (SELECT p.id FROM parties_customer p WHERE p.id = n.customer_id) IS NULL
UNION ALL
SELECT 'entity_id' AS name, n.entity_id::text AS value
FROM (SELECT DISTINCT entity_id FROM new_rows WHERE entity_id IS NOT NULL) n
WHERE (SELECT p.id FROM parties_entity p WHERE p.id = n.entity_id) IS NULL
UNION ALL
SELECT 'charge_id' AS name, n.charge_id::text AS value
FROM (SELECT DISTINCT charge_id FROM new_rows WHERE charge_id IS NOT NULL) n
WHERE (SELECT p.id FROM subscribing_charge p WHERE p.id = n.charge_id) IS NULL
UNION ALL
SELECT 'usage_id' AS name, n.usage_id::text AS value
FROM (SELECT DISTINCT usage_id FROM new_rows WHERE usage_id IS NOT NULL) n
WHERE (SELECT p.id FROM metering_usage_charge p WHERE p.id = n.usage_id) IS NULL
UNION ALL
SELECT 'ramp_id' AS name, n.ramp_id::text AS value
FROM (SELECT DISTINCT ramp_id FROM new_rows WHERE ramp_id IS NOT NULL) n
WHERE (SELECT p.id FROM recognizing_ramp p WHERE p.id = n.ramp_id) IS NULL
) m LIMIT 1;
IF FOUND THEN
    RAISE EXCEPTION '% % does not exist', missing.name, missing.value
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'obligation_references';
END IF;
RETURN NULL;
END;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_obligation_totals_62ef6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
INSERT INTO recognizing_total AS t (entity_id, order_id, customer_id, currency, booked_on, day,
                                    promised_minor, recognized_minor)
SELECT n.entity_id, n.order_id, n.customer_id, n.currency, n.booked_on, n.day,
       sum(n.promised), sum(n.recognized)
FROM (
SELECT o.entity_id, (SELECT l.order_id FROM ordering_line l WHERE l.id = o.order_line_id) AS order_id,
       o.customer_id, o.currency, o.booked_on, o.booked_on AS day, o.total_minor AS promised,
       0 AS recognized
FROM new_rows o
) n
GROUP BY 1, 2, 3, 4, 5, 6
ORDER BY 1, 2, 3, 4, 5, 6
ON CONFLICT (entity_id, order_id, customer_id, currency, booked_on, day)
DO UPDATE SET promised_minor = t.promised_minor + excluded.promised_minor,
              recognized_minor = t.recognized_minor + excluded.recognized_minor;
RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_obligation_totals_changed_42d7e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
INSERT INTO recognizing_total AS t (entity_id, order_id, customer_id, currency, booked_on, day,
                                    promised_minor, recognized_minor)
SELECT n.entity_id, n.order_id, n.customer_id, n.currency, n.booked_on, n.day,
       sum(n.promised), sum(n.recognized)
FROM (
SELECT o.entity_id, (SELECT l.order_id FROM ordering_line l WHERE l.id = o.order_line_id) AS order_id,
       o.customer_id, o.currency, o.booked_on, o.booked_on AS day, o.total_minor AS promised,
       0 AS recognized
FROM new_rows o
 UNION ALL 
SELECT o.entity_id, (SELECT l.order_id FROM ordering_line l WHERE l.id = o.order_line_id) AS order_id,
       o.customer_id, o.currency, o.booked_on, o.booked_on AS day, -o.total_minor AS promised,
       0 AS recognized
FROM old_rows o
) n
GROUP BY 1, 2, 3, 4, 5, 6
ORDER BY 1, 2, 3, 4, 5, 6
ON CONFLICT (entity_id, order_id, customer_id, currency, booked_on, day)
DO UPDATE SET promised_minor = t.promised_minor + excluded.promised_minor,
              recognized_minor = t.recognized_minor + excluded.recognized_minor;
RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_order_cancel_untouched_00ded() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
IF EXISTS (SELECT 1 FROM fulfilling_delivery d WHERE d.order_id = NEW.id)
   OR (SELECT coalesce(sum(i.gross_minor), 0) FROM invoicing_invoice i
       WHERE i.order_id = NEW.id AND i.state = 'issued') <> 0
THEN
    RAISE EXCEPTION 'order % was delivered or invoiced', NEW.number
        USING ERRCODE = 'check_violation', CONSTRAINT = 'order_cancel_untouched';
END IF;
RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_order_goes_approved_e0276() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
IF EXISTS (SELECT 1 FROM approvals_request r WHERE r.subject_id = NEW.id AND r.state = 'waiting')
   OR NOT EXISTS (SELECT 1 FROM approvals_request r WHERE r.subject_id = NEW.id AND r.state = 'approved')
THEN
    RAISE EXCEPTION 'order % is not approved', NEW.number
        USING ERRCODE = 'check_violation', CONSTRAINT = 'order_goes_approved';
END IF;
RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_order_kept_f3085() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_order_line_frozen_27c37() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_order_line_no_truncate_cd950() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_order_line_references_3088a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
DECLARE missing record; low bigint; high bigint; many bigint; 
BEGIN

SELECT * INTO missing FROM (
SELECT 'order_id' AS name, n.order_id::text AS value
FROM (SELECT DISTINCT order_id FROM new_rows WHERE order_id IS NOT NULL) n
WHERE (SELECT p.id FROM ordering_order p WHERE p.id = n.order_id) IS NULL
UNION ALL
SELECT 'product_id' AS name, n.product_id::text AS value
FROM (SELECT DISTINCT product_id FROM new_rows WHERE product_id IS NOT NULL) n
WHERE (SELECT p.id FROM catalog_product p WHERE p.id = n.product_id) IS NULL
UNION ALL
SELECT 'decision_id' AS name, n.decision_id::text AS value
FROM (SELECT DISTINCT decision_id FROM new_rows WHERE decision_id IS NOT NULL) n
WHERE (SELECT p.id FROM taxes_decision p WHERE p.id = n.decision_id) IS NULL
UNION ALL
SELECT 'configuration_id' AS name, n.configuration_id::text AS value
FROM (SELECT DISTINCT configuration_id FROM new_rows WHERE configuration_id IS NOT NULL) n
WHERE (SELECT p.id FROM configuring_configuration p WHERE p.id = n.configuration_id) IS NULL
) m LIMIT 1;
IF FOUND THEN
    RAISE EXCEPTION '% % does not exist', missing.name, missing.value
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'order_line_references';
END IF;
RETURN NULL;
END;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_order_no_truncate_85fa4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_outgoing_body_is_frozen_86634() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_outgoing_kept_69284() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_outgoing_no_truncate_fe134() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_payer_message_is_frozen_cb2e2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_payer_message_kept_28e6a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_payer_message_no_truncate_7b8a8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_payment_is_frozen_fd996() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_payment_is_kept_38422() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_payment_return_append_only_44669() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_payment_return_no_truncate_0b15d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_playbook_rule_is_frozen_ebda2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_playbook_rule_kept_87d33() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_playbook_rule_no_truncate_c6497() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_policy_is_frozen_bc9dd() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_policy_kept_0a05f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_policy_no_truncate_4754a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_product_kept_6793c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_product_model_kept_13efd() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_product_model_no_truncate_c49ea() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_product_no_truncate_c0932() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_quote_accepted_is_frozen_f6827() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_quote_accepts_one_alternative_7461a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
IF (NEW.alternative = '') <> (jsonb_array_length(NEW.alternatives) = 0)
   OR (NEW.alternative <> '' AND NOT EXISTS (
        SELECT 1 FROM jsonb_array_elements(NEW.alternatives) a WHERE a->>'key' = NEW.alternative))
THEN
    RAISE EXCEPTION 'an acceptance names one of the alternatives of the offer'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'quote_accepts_one_alternative';
END IF;
RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_quote_lines_frozen_58462() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
IF EXISTS (
    SELECT 1 FROM quoting_quote q
    WHERE q.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.quote_id ELSE NEW.quote_id END
      AND q.state <> 'draft'
) THEN
    RAISE EXCEPTION 'the lines of a sent quote are frozen'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'quote_lines_frozen';
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_quote_lines_frozen_added_91563() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
IF EXISTS (SELECT 1 FROM quoting_quote q WHERE q.state <> 'draft' AND q.id IN (SELECT quote_id FROM new_lines)) THEN
    RAISE EXCEPTION 'the lines of a sent quote are frozen'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'quote_lines_frozen';
END IF;
RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_quote_lines_frozen_changed_93d93() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
IF EXISTS (SELECT 1 FROM quoting_quote q WHERE q.state <> 'draft' AND q.id IN (SELECT quote_id FROM old_lines UNION SELECT quote_id FROM new_lines)) THEN
    RAISE EXCEPTION 'the lines of a sent quote are frozen'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'quote_lines_frozen';
END IF;
RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_quote_lines_frozen_removed_ee37a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
IF EXISTS (SELECT 1 FROM quoting_quote q WHERE q.state <> 'draft' AND q.id IN (SELECT quote_id FROM old_lines)) THEN
    RAISE EXCEPTION 'the lines of a sent quote are frozen'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'quote_lines_frozen';
END IF;
RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_quote_new_is_approved_d2738() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
IF NEW.cleared IS NULL OR NEW.cleared->>'content' IS DISTINCT FROM NEW.content_digest
   OR EXISTS (
    SELECT 1 FROM approvals_step s
    WHERE s.subject_id = NEW.series AND s.state IN ('pending', 'waiting'))
   OR EXISTS (
    SELECT 1 FROM jsonb_array_elements_text(NEW.cleared->'policies') AS wanted (id)
    JOIN approvals_policy p ON p.id = wanted.id::uuid
    WHERE NOT EXISTS (
        SELECT 1 FROM approvals_step s
        WHERE s.subject_id = NEW.series AND s.lineage = p.lineage AND s.state = 'approved'))
THEN
    RAISE EXCEPTION 'this quote is not approved'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'quote_sent_is_approved';
END IF;
RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_quote_sent_is_approved_79d2b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
IF NEW.cleared IS NULL OR NEW.cleared->>'content' IS DISTINCT FROM NEW.content_digest
   OR EXISTS (
    SELECT 1 FROM approvals_step s
    WHERE s.subject_id = NEW.series AND s.state IN ('pending', 'waiting'))
   OR EXISTS (
    SELECT 1 FROM jsonb_array_elements_text(NEW.cleared->'policies') AS wanted (id)
    JOIN approvals_policy p ON p.id = wanted.id::uuid
    WHERE NOT EXISTS (
        SELECT 1 FROM approvals_step s
        WHERE s.subject_id = NEW.series AND s.lineage = p.lineage AND s.state = 'approved'))
THEN
    RAISE EXCEPTION 'this quote is not approved'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'quote_sent_is_approved';
END IF;
RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_quote_sent_is_configured_a3793() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
IF EXISTS (
    SELECT 1 FROM quoting_line l
    LEFT JOIN configuring_configuration c ON c.id = l.configuration_id
    LEFT JOIN configuring_version v ON v.id = c.version_id
    LEFT JOIN configuring_model m ON m.id = v.model_id
    WHERE l.quote_id = NEW.id AND (
        (c.id IS NOT NULL AND (m.product_id <> l.product_id OR m.entity_id <> NEW.entity_id))
        OR (c.id IS NULL AND l.product_id IN (
            SELECT o.product_id FROM configuring_model o JOIN configuring_version p ON p.model_id = o.id
            JOIN platform_clock k ON k.entity_id = o.entity_id
            WHERE p.state = 'published'
              AND p.starts_on <= coalesce(k.today, (NEW.sent_at AT TIME ZONE k.zone)::date)))
    )
) THEN
    RAISE EXCEPTION 'quote % has a line without a valid configuration', NEW.number
        USING ERRCODE = 'check_violation', CONSTRAINT = 'quote_sent_is_configured';
END IF;
RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_quote_sent_is_frozen_5a57b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_ramp_kept_99082() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_ramp_no_truncate_29170() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_rate_append_only_cb93a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_rate_no_truncate_4e3fd() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_recognition_append_only_f49fb() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_recognition_no_truncate_16e9a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_recognition_references_91a44() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
DECLARE missing record; low bigint; high bigint; many bigint; obligation_id_known boolean := false; delivery_line_id_known boolean := false;
BEGIN

SELECT min(obligation_id), max(obligation_id), count(obligation_id) INTO low, high, many FROM new_rows;
IF many >= 100 AND high - low < 2 * many THEN
    obligation_id_known := (SELECT count(*) FROM recognizing_obligation p WHERE p.id BETWEEN low AND high) = high - low + 1;
END IF;

SELECT min(delivery_line_id), max(delivery_line_id), count(delivery_line_id) INTO low, high, many FROM new_rows;
IF many >= 100 AND high - low < 2 * many THEN
    delivery_line_id_known := (SELECT count(*) FROM fulfilling_line p WHERE p.id BETWEEN low AND high) = high - low + 1;
END IF;

SELECT * INTO missing FROM (
SELECT 'obligation_id' AS name, n.obligation_id::text AS value
FROM (SELECT DISTINCT obligation_id FROM new_rows WHERE obligation_id IS NOT NULL) n
WHERE NOT obligation_id_known AND (SELECT p.id FROM recognizing_obligation p WHERE p.id = n.obligation_id) IS NULL
UNION ALL
SELECT 'delivery_line_id' AS name, n.delivery_line_id::text AS value
FROM (SELECT DISTINCT delivery_line_id FROM new_rows WHERE delivery_line_id IS NOT NULL) n
WHERE NOT delivery_line_id_known AND (SELECT p.id FROM fulfilling_line p WHERE p.id = n.delivery_line_id) IS NULL
) m LIMIT 1;
IF FOUND THEN
    RAISE EXCEPTION '% % does not exist', missing.name, missing.value
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'recognition_references';
END IF;
RETURN NULL;
END;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_recognition_totals_36a32() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
INSERT INTO recognizing_total AS t (entity_id, order_id, customer_id, currency, booked_on, day,
                                    promised_minor, recognized_minor)
SELECT n.entity_id, n.order_id, n.customer_id, n.currency, n.booked_on, n.day,
       sum(n.promised), sum(n.recognized)
FROM (
SELECT o.*, r.recognized_on AS day, 0 AS promised, r.amount_minor AS recognized
FROM new_rows r CROSS JOIN LATERAL (
    SELECT b.entity_id,
           (SELECT l.order_id FROM ordering_line l WHERE l.id = b.order_line_id) AS order_id,
           b.customer_id, b.currency, b.booked_on
    FROM recognizing_obligation b WHERE b.id = r.obligation_id OFFSET 0
) o
) n
GROUP BY 1, 2, 3, 4, 5, 6
ORDER BY 1, 2, 3, 4, 5, 6
ON CONFLICT (entity_id, order_id, customer_id, currency, booked_on, day)
DO UPDATE SET promised_minor = t.promised_minor + excluded.promised_minor,
              recognized_minor = t.recognized_minor + excluded.recognized_minor;
RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_reminder_is_frozen_0bcce() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_reminder_kept_7ee2b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_reminder_level_append_only_aed4c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_reminder_level_no_truncate_f700a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_reminder_line_append_only_3f76d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_reminder_line_no_truncate_25825() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_reminder_no_truncate_db950() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_reminder_pause_is_frozen_f0564() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_reminder_pause_kept_4e394() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_reminder_pause_no_truncate_abc2b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_reminder_plan_append_only_9305f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_reminder_plan_no_truncate_5194d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_request_closed_is_frozen_177ff() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_request_kept_e0ac3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_request_no_truncate_a80c2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_rule_version_append_only_154c9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_rule_version_no_truncate_d3e38() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_seal_key_is_frozen_d8545() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_seal_key_kept_bfb46() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_seal_key_no_truncate_6d0a7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_signer_done_is_frozen_f34d5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_signer_kept_7842f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_signer_no_truncate_d2594() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_signer_person_is_frozen_b3e36() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_signing_closed_is_frozen_81780() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_signing_document_is_frozen_b3e2e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_signing_event_append_only_c8ac4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_signing_event_follows_2f631() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
IF NEW.previous IS DISTINCT FROM COALESCE(
    (SELECT e.hash FROM contracting_signing_event e
     WHERE e.signing_id = NEW.signing_id AND e.n = NEW.n - 1),
    CASE WHEN NEW.n = 1 THEN repeat('0', 64) END)
THEN
    RAISE EXCEPTION 'an event of a signature follows the one before it'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'signing_event_follows';
END IF;
RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_signing_event_no_truncate_2ba2d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_signing_kept_bad48() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_signing_mail_no_truncate_20669() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_signing_no_truncate_bba29() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_signing_of_read_words_7a002() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE known integer; there integer;
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
SELECT d.shown, d.last INTO known, there
FROM contracting_draft d JOIN quoting_quote q ON q.series = d.series
WHERE q.id = NEW.quote_id AND d.state = 'shared' FOR SHARE OF d;
IF known < there THEN
    RAISE EXCEPTION 'the contract says what its customer has not read'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'signing_of_read_words',
              DETAIL = known || '/' || there;
END IF;
RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_step_kept_68510() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_step_no_truncate_c0de7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_substitute_kept_defc8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_substitute_no_truncate_ea7ad() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_terms_frozen_92821() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_usage_append_only_f7002() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_usage_charge_append_only_30d47() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_usage_charge_no_truncate_69acc() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_usage_no_truncate_b923a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF (_pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
                END;
            $$;

CREATE FUNCTION public.procrastinate_cancel_job_v1(job_id bigint, abort boolean, delete_job boolean) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status = 'todo'
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        IF abort THEN
            UPDATE procrastinate_jobs
            SET abort_requested = true,
                status = CASE status
                    WHEN 'todo' THEN 'cancelled'::procrastinate_job_status ELSE status
                END
            WHERE id = job_id AND status IN ('todo', 'doing')
            RETURNING id INTO _job_id;
        ELSE
            UPDATE procrastinate_jobs
            SET status = 'cancelled'::procrastinate_job_status
            WHERE id = job_id AND status = 'todo'
            RETURNING id INTO _job_id;
        END IF;
    END IF;
    RETURN _job_id;
END;
$$;

CREATE FUNCTION public.procrastinate_defer_jobs_v1(jobs public.procrastinate_job_to_defer_v1[]) RETURNS bigint[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    job_ids bigint[];
BEGIN
    WITH inserted_jobs AS (
        INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
        SELECT (job).queue_name,
               (job).task_name,
               (job).priority,
               (job).lock,
               (job).queueing_lock,
               (job).args,
               (job).scheduled_at
        FROM unnest(jobs) AS job
        RETURNING id
    )
    SELECT array_agg(id) FROM inserted_jobs INTO job_ids;

    RETURN job_ids;
END;
$$;

CREATE FUNCTION public.procrastinate_defer_periodic_job_v2(_queue_name character varying, _lock character varying, _queueing_lock character varying, _task_name character varying, _priority integer, _periodic_id character varying, _defer_timestamp bigint, _args jsonb) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
	_job_id bigint;
	_defer_id bigint;
BEGIN
    INSERT
        INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)
        VALUES (_task_name, _periodic_id, _defer_timestamp)
        ON CONFLICT DO NOTHING
        RETURNING id into _defer_id;

    IF _defer_id IS NULL THEN
        RETURN NULL;
    END IF;

    UPDATE procrastinate_periodic_defers
        SET job_id = (
            SELECT COALESCE((
                SELECT unnest(procrastinate_defer_jobs_v1(
                    ARRAY[
                        ROW(
                            _queue_name,
                            _task_name,
                            _priority,
                            _lock,
                            _queueing_lock,
                            _args,
                            NULL::timestamptz
                        )
                    ]::procrastinate_job_to_defer_v1[]
                ))
            ), NULL)
        )
        WHERE id = _defer_id
        RETURNING job_id INTO _job_id;

    DELETE
        FROM procrastinate_periodic_defers
        USING (
            SELECT id
            FROM procrastinate_periodic_defers
            WHERE procrastinate_periodic_defers.task_name = _task_name
            AND procrastinate_periodic_defers.periodic_id = _periodic_id
            AND procrastinate_periodic_defers.defer_timestamp < _defer_timestamp
            ORDER BY id
            FOR UPDATE
        ) to_delete
        WHERE procrastinate_periodic_defers.id = to_delete.id;

    RETURN _job_id;
END;
$$;



CREATE TABLE public.procrastinate_jobs (
    id bigint NOT NULL,
    queue_name character varying(128) NOT NULL,
    task_name character varying(128) NOT NULL,
    lock text,
    args jsonb DEFAULT '{}'::jsonb NOT NULL,
    status public.procrastinate_job_status DEFAULT 'todo'::public.procrastinate_job_status NOT NULL,
    scheduled_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    queueing_lock text,
    priority integer DEFAULT 0 NOT NULL,
    abort_requested boolean DEFAULT false NOT NULL,
    worker_id bigint,
    CONSTRAINT check_not_todo_abort_requested CHECK ((NOT ((status = 'todo'::public.procrastinate_job_status) AND (abort_requested = true))))
);

CREATE FUNCTION public.procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint) RETURNS public.procrastinate_jobs
    LANGUAGE plpgsql
    AS $$
DECLARE
	found_jobs procrastinate_jobs;
BEGIN
    WITH candidate AS (
        SELECT jobs.*
            FROM procrastinate_jobs AS jobs
            WHERE
                -- reject the job if its lock has earlier or higher priority jobs
                NOT EXISTS (
                    SELECT 1
                        FROM procrastinate_jobs AS other_jobs
                        WHERE
                            jobs.lock IS NOT NULL
                            AND other_jobs.lock = jobs.lock
                            AND (
                                -- job with same lock is already running
                                other_jobs.status = 'doing'
                                OR
                                -- job with same lock is waiting and has higher priority (or same priority but was queued first)
                                (
                                    other_jobs.status = 'todo'
                                    AND (
                                        other_jobs.priority > jobs.priority
                                        OR (
                                        other_jobs.priority = jobs.priority
                                        AND other_jobs.id < jobs.id
                                        )
                                    )
                                )
                            )
                )
                AND jobs.status = 'todo'
                AND (target_queue_names IS NULL OR jobs.queue_name = ANY( target_queue_names ))
                AND (jobs.scheduled_at IS NULL OR jobs.scheduled_at <= now())
            ORDER BY jobs.priority DESC, jobs.id ASC LIMIT 1
            FOR UPDATE OF jobs SKIP LOCKED
    )
    UPDATE procrastinate_jobs
        SET status = 'doing', worker_id = p_worker_id
        FROM candidate
        WHERE procrastinate_jobs.id = candidate.id
        RETURNING procrastinate_jobs.* INTO found_jobs;

 RETURN found_jobs;
END;
$$;

CREATE FUNCTION public.procrastinate_finish_job_v1(job_id bigint, end_status public.procrastinate_job_status, delete_job boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF end_status NOT IN ('succeeded', 'failed', 'aborted') THEN
        RAISE 'End status should be either "succeeded", "failed" or "aborted" (job id: %)', job_id;
    END IF;
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = end_status,
            abort_requested = false,
            attempts = CASE status
                WHEN 'doing' THEN attempts + 1 ELSE attempts
            END
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" or "todo" status (job id: %)', job_id;
    END IF;
END;
$$;

CREATE FUNCTION public.procrastinate_notify_queue_abort_job_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'abort_job_requested', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_notify_queue_job_inserted_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'job_inserted', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_prune_stalled_workers_v1(seconds_since_heartbeat double precision) RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    DELETE FROM procrastinate_workers
    WHERE last_heartbeat < NOW() - (seconds_since_heartbeat || 'SECOND')::INTERVAL
    RETURNING procrastinate_workers.id;
END;
$$;

CREATE FUNCTION public.procrastinate_register_worker_v1() RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    INSERT INTO procrastinate_workers DEFAULT VALUES
    RETURNING procrastinate_workers.id;
END;
$$;

CREATE FUNCTION public.procrastinate_retry_job_v1(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
BEGIN
    SELECT abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status = 'doing'
    FOR UPDATE
    INTO _abort_requested;
    IF _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" status (job id: %)', job_id;
    END IF;
END;
$$;

CREATE FUNCTION public.procrastinate_retry_job_v2(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
    _current_status procrastinate_job_status;
BEGIN
    SELECT status, abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status IN ('doing', 'failed')
    FOR UPDATE
    INTO _current_status, _abort_requested;
    IF _current_status = 'doing' AND _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status IN ('doing', 'failed')
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or has an invalid status to retry (job id: %)', job_id;
    END IF;

END;
$$;

CREATE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'abort_requested'::procrastinate_job_event_type);
    RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type, at)
        VALUES (NEW.id, 'scheduled'::procrastinate_job_event_type, NEW.scheduled_at);

	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'deferred'::procrastinate_job_event_type);
	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_trigger_function_status_events_update_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH t AS (
        SELECT CASE
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND NEW.status = 'doing'::procrastinate_job_status
                THEN 'started'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'deferred_for_retry'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'failed'::procrastinate_job_status
                THEN 'failed'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'succeeded'::procrastinate_job_status
                THEN 'succeeded'::procrastinate_job_event_type
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND (
                    NEW.status = 'cancelled'::procrastinate_job_status
                    OR NEW.status = 'failed'::procrastinate_job_status
                    OR NEW.status = 'succeeded'::procrastinate_job_status
                )
                THEN 'cancelled'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'aborted'::procrastinate_job_status
                THEN 'aborted'::procrastinate_job_event_type
            WHEN OLD.status = 'failed'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'retried'::procrastinate_job_event_type
            ELSE NULL
        END as event_type
    )
    INSERT INTO procrastinate_events(job_id, type)
        SELECT NEW.id, t.event_type
        FROM t
        WHERE t.event_type IS NOT NULL;
	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_unlink_periodic_defers_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_periodic_defers
    SET job_id = NULL
    WHERE job_id = OLD.id;
    RETURN OLD;
END;
$$;

CREATE FUNCTION public.procrastinate_unregister_worker_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM procrastinate_workers
    WHERE id = worker_id;
END;
$$;

CREATE FUNCTION public.procrastinate_update_heartbeat_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_workers
    SET last_heartbeat = NOW()
    WHERE id = worker_id;
END;
$$;

CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id uuid NOT NULL
);

ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);

ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.approvals_calendar (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    days character varying(7) NOT NULL,
    opens time without time zone NOT NULL,
    closes time without time zone NOT NULL,
    holidays character varying(2) NOT NULL,
    off jsonb NOT NULL,
    entity_id uuid NOT NULL,
    CONSTRAINT calendar_closes_later CHECK ((closes > opens)),
    CONSTRAINT calendar_days_known CHECK (((days)::text ~ '^1?2?3?4?5?6?7?$'::text))
);

CREATE TABLE public.approvals_decision (
    id bigint NOT NULL,
    entity_id uuid NOT NULL,
    verb character varying(10) NOT NULL,
    actor character varying(80) NOT NULL,
    on_behalf_of character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    "on" date NOT NULL,
    text text NOT NULL,
    figure character varying(60) NOT NULL,
    seen jsonb,
    content jsonb,
    digest character varying(64) NOT NULL,
    waited_seconds bigint,
    via character varying(6) NOT NULL,
    request_id uuid NOT NULL,
    step_id bigint,
    policy_id uuid
);

ALTER TABLE public.approvals_decision ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.approvals_decision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.approvals_link (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    nonce_digest character varying(64) NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    entity_id uuid NOT NULL,
    person_id uuid NOT NULL,
    request_id uuid NOT NULL
);

CREATE TABLE public.approvals_notice (
    id bigint NOT NULL,
    entity_id uuid NOT NULL,
    kind character varying(10) NOT NULL,
    text text NOT NULL,
    at timestamp with time zone NOT NULL,
    mailed_at timestamp with time zone,
    seen_at timestamp with time zone,
    person_id uuid NOT NULL,
    request_id uuid NOT NULL,
    tries smallint NOT NULL,
    try_at timestamp with time zone,
    CONSTRAINT approvals_notice_tries_check CHECK ((tries >= 0))
);

ALTER TABLE public.approvals_notice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.approvals_notice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.approvals_policy (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    lineage uuid NOT NULL,
    version integer NOT NULL,
    name character varying(120) NOT NULL,
    conditions jsonb NOT NULL,
    stage smallint NOT NULL,
    role character varying(20) NOT NULL,
    hours smallint NOT NULL,
    escalate_role character varying(20) NOT NULL,
    bulk_minor bigint NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    entity_id uuid NOT NULL,
    escalate_person_id uuid,
    person_id uuid,
    CONSTRAINT approvals_policy_hours_check CHECK ((hours >= 0)),
    CONSTRAINT approvals_policy_stage_check CHECK ((stage >= 0)),
    CONSTRAINT approvals_policy_version_check CHECK ((version >= 0)),
    CONSTRAINT policy_ends_later CHECK (((ends_on IS NULL) OR (ends_on >= starts_on))),
    CONSTRAINT policy_one_approver CHECK (((((role)::text = ''::text) AND (person_id IS NOT NULL)) OR ((NOT ((role)::text = ''::text)) AND (person_id IS NULL)))),
    CONSTRAINT policy_stage CHECK (((stage >= 1) AND (stage <= 9)))
);

CREATE TABLE public.approvals_request (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    subject_id uuid NOT NULL,
    document_id uuid NOT NULL,
    number character varying(50) NOT NULL,
    currency character varying(3) NOT NULL,
    net_minor bigint NOT NULL,
    risk_minor bigint NOT NULL,
    margin_minor bigint,
    discount character varying(40) NOT NULL,
    content jsonb NOT NULL,
    digest character varying(64) NOT NULL,
    state character varying(10) NOT NULL,
    asked_by character varying(80) NOT NULL,
    owner character varying(80) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    asked_on date NOT NULL,
    closed_at timestamp with time zone,
    note text NOT NULL,
    customer_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    inside_minor bigint DEFAULT 0 NOT NULL,
    uncosted integer DEFAULT 0 NOT NULL,
    uncosted_minor bigint DEFAULT 0 NOT NULL,
    CONSTRAINT approvals_request_uncosted_check CHECK ((uncosted >= 0)),
    CONSTRAINT request_state_known CHECK (((state)::text = ANY ((ARRAY['waiting'::character varying, 'approved'::character varying, 'countered'::character varying, 'rejected'::character varying, 'withdrawn'::character varying])::text[])))
);

CREATE TABLE public.approvals_step (
    id bigint NOT NULL,
    entity_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    lineage uuid NOT NULL,
    stage smallint NOT NULL,
    role character varying(20) NOT NULL,
    state character varying(10) NOT NULL,
    seen jsonb NOT NULL,
    figure character varying(60) NOT NULL,
    started_at timestamp with time zone,
    due_at timestamp with time zone,
    due_on date,
    escalated_at timestamp with time zone,
    decided_at timestamp with time zone,
    decided_by character varying(80) NOT NULL,
    on_behalf_of character varying(80) NOT NULL,
    digest character varying(64) NOT NULL,
    waited_seconds bigint,
    person_id uuid,
    request_id uuid NOT NULL,
    policy_id uuid NOT NULL,
    delegate_id uuid,
    delegator_id uuid,
    CONSTRAINT approvals_step_stage_check CHECK ((stage >= 0)),
    CONSTRAINT step_counter_has_figure CHECK (((NOT ((state)::text = 'countered'::text)) OR (NOT ((figure)::text = ''::text)))),
    CONSTRAINT step_decided_by_somebody CHECK (((NOT ((state)::text = ANY ((ARRAY['approved'::character varying, 'countered'::character varying, 'rejected'::character varying])::text[]))) OR ((decided_at IS NOT NULL) AND (NOT ((decided_by)::text = ''::text)) AND (NOT ((digest)::text = ''::text))))),
    CONSTRAINT step_handed_by_another CHECK ((((delegate_id IS NULL) AND (delegator_id IS NULL)) OR ((delegate_id IS NOT NULL) AND (delegator_id IS NOT NULL) AND (NOT ((delegate_id = delegator_id) AND (delegate_id IS NOT NULL) AND (delegator_id IS NOT NULL)))))),
    CONSTRAINT step_state_known CHECK (((state)::text = ANY ((ARRAY['pending'::character varying, 'waiting'::character varying, 'approved'::character varying, 'countered'::character varying, 'rejected'::character varying, 'dropped'::character varying, 'void'::character varying])::text[])))
);

ALTER TABLE public.approvals_step ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.approvals_step_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.approvals_substitute (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    absent_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    person_id uuid NOT NULL,
    CONSTRAINT substitute_is_another CHECK ((NOT (absent_id = person_id)))
);

CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);

ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);

ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalog_bundle_part (
    id bigint NOT NULL,
    quantity numeric(20,6) NOT NULL,
    bundle_id uuid NOT NULL,
    part_id uuid NOT NULL,
    CONSTRAINT bundle_not_in_itself CHECK ((NOT (bundle_id = part_id))),
    CONSTRAINT bundle_part_quantity CHECK ((quantity > (0)::numeric))
);

ALTER TABLE public.catalog_bundle_part ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_bundle_part_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalog_medium (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    place smallint NOT NULL,
    name character varying(120) NOT NULL,
    title character varying(160) NOT NULL,
    media_type character varying(20) NOT NULL,
    sha256 character varying(64) NOT NULL,
    content bytea NOT NULL,
    product_id uuid NOT NULL,
    CONSTRAINT catalog_medium_place_check CHECK ((place >= 0)),
    CONSTRAINT medium_type_known CHECK (((media_type)::text = ANY ((ARRAY['image/png'::character varying, 'image/jpeg'::character varying, 'image/webp'::character varying, 'application/pdf'::character varying])::text[])))
);

CREATE TABLE public.catalog_product (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    sku character varying(40) NOT NULL,
    name_en character varying(200) NOT NULL,
    name_fr character varying(200) NOT NULL,
    description_en text NOT NULL,
    description_fr text NOT NULL,
    nature character varying(8) NOT NULL,
    charge_kind character varying(9) NOT NULL,
    unit character varying(3) NOT NULL,
    tax_class character varying(14) NOT NULL,
    cost numeric(24,12),
    currency character varying(3) NOT NULL,
    revenue_pattern character varying(13) NOT NULL,
    billing_months smallint,
    billing_timing character varying(7) NOT NULL,
    image_svg text NOT NULL,
    starts_on date,
    ends_on date,
    active boolean NOT NULL,
    revision integer NOT NULL,
    entity_id uuid NOT NULL,
    attributes text NOT NULL,
    category character varying(60) NOT NULL,
    margin_scheme character varying(11) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT catalog_product_billing_months_check CHECK ((billing_months >= 0)),
    CONSTRAINT catalog_product_revision_check CHECK ((revision >= 0)),
    CONSTRAINT product_dates_ordered CHECK (((starts_on IS NULL) OR (ends_on IS NULL) OR (ends_on > starts_on))),
    CONSTRAINT product_margin_fits CHECK ((((margin_scheme)::text = ''::text) OR (((charge_kind)::text = 'one_off'::text) AND ((margin_scheme)::text = 'travel'::text) AND ((nature)::text = 'service'::text)) OR (((charge_kind)::text = 'one_off'::text) AND ((margin_scheme)::text = ANY ((ARRAY['second_hand'::character varying, 'art'::character varying, 'antiques'::character varying])::text[])) AND ((nature)::text = 'goods'::text)))),
    CONSTRAINT product_nature_known CHECK (((nature)::text = ANY ((ARRAY['goods'::character varying, 'service'::character varying, 'digital'::character varying])::text[]))),
    CONSTRAINT product_pattern_known CHECK (((revenue_pattern)::text = ANY ((ARRAY['on_delivery'::character varying, 'straight_line'::character varying, 'as_billed'::character varying])::text[]))),
    CONSTRAINT product_period_fits_kind CHECK ((((billing_months > 0) AND (billing_months IS NOT NULL) AND ((charge_kind)::text = 'recurring'::text)) OR (((charge_kind)::text = ANY ((ARRAY['one_off'::character varying, 'usage'::character varying])::text[])) AND (billing_months IS NULL)) OR ((billing_months > 0) AND ((charge_kind)::text = 'usage'::text)))),
    CONSTRAINT product_timing_known CHECK (((billing_timing)::text = ANY ((ARRAY['advance'::character varying, 'arrears'::character varying])::text[])))
);

CREATE TABLE public.collecting_allocation (
    id bigint NOT NULL,
    amount_minor bigint NOT NULL,
    "on" date NOT NULL,
    at timestamp with time zone NOT NULL,
    entity_id uuid NOT NULL,
    reverses_id bigint,
    credit_note_id uuid,
    item_id uuid NOT NULL,
    payment_id uuid,
    CONSTRAINT allocation_has_one_source CHECK ((((credit_note_id IS NULL) AND (payment_id IS NOT NULL)) OR ((credit_note_id IS NOT NULL) AND (payment_id IS NULL)))),
    CONSTRAINT allocation_sign CHECK ((((amount_minor > 0) AND (reverses_id IS NULL)) OR ((amount_minor < 0) AND (reverses_id IS NOT NULL))))
);

ALTER TABLE public.collecting_allocation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.collecting_allocation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.collecting_bank_line (
    id bigint NOT NULL,
    fingerprint character varying(64) NOT NULL,
    occurrence smallint NOT NULL,
    booked_on date NOT NULL,
    amount_minor bigint NOT NULL,
    currency character varying(3) NOT NULL,
    text character varying(400) NOT NULL,
    payer character varying(160) NOT NULL,
    payer_iban character varying(34) NOT NULL,
    entity_id uuid NOT NULL,
    statement_id uuid NOT NULL,
    CONSTRAINT collecting_bank_line_occurrence_check CHECK ((occurrence >= 0))
);

ALTER TABLE public.collecting_bank_line ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.collecting_bank_line_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.collecting_open_item (
    invoice_id uuid NOT NULL,
    number character varying(35) NOT NULL,
    kind character varying(7) NOT NULL,
    currency character varying(3) NOT NULL,
    issued_on date NOT NULL,
    due_on date NOT NULL,
    gross_minor bigint NOT NULL,
    open_minor bigint NOT NULL,
    customer_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    CONSTRAINT open_item_within_gross CHECK ((((gross_minor >= 0) AND (open_minor >= 0) AND (open_minor <= gross_minor)) OR ((gross_minor < 0) AND (open_minor >= gross_minor) AND (open_minor <= 0))))
);

CREATE TABLE public.collecting_payer_message (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    kind character varying(7) NOT NULL,
    text character varying(1000) NOT NULL,
    "on" date NOT NULL,
    closed_on date,
    closed_by character varying(80) NOT NULL,
    customer_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    item_id uuid NOT NULL,
    mailed_at timestamp with time zone,
    tries smallint NOT NULL,
    try_at timestamp with time zone,
    CONSTRAINT collecting_payer_message_tries_check CHECK ((tries >= 0)),
    CONSTRAINT payer_message_closed_by_somebody CHECK (((((closed_by)::text = ''::text) AND (closed_on IS NULL)) OR ((closed_on IS NOT NULL) AND (NOT ((closed_by)::text = ''::text))))),
    CONSTRAINT payer_message_kind_known CHECK (((kind)::text = ANY ((ARRAY['paid'::character varying, 'dispute'::character varying])::text[]))),
    CONSTRAINT payer_message_says_why CHECK ((((kind)::text = 'paid'::text) OR (NOT ((text)::text = ''::text))))
);

CREATE TABLE public.collecting_payment (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    number character varying(30) NOT NULL,
    method character varying(12) NOT NULL,
    received_on date NOT NULL,
    currency character varying(3) NOT NULL,
    amount_minor bigint NOT NULL,
    unapplied_minor bigint NOT NULL,
    reference character varying(140) NOT NULL,
    bank_line_id bigint,
    customer_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    CONSTRAINT payment_positive CHECK ((amount_minor > 0)),
    CONSTRAINT payment_unapplied_within CHECK (((unapplied_minor >= 0) AND (unapplied_minor <= amount_minor)))
);

CREATE TABLE public.collecting_reminder (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    "on" date NOT NULL,
    currency character varying(3) NOT NULL,
    level smallint NOT NULL,
    tone character varying(9) NOT NULL,
    language character varying(2) NOT NULL,
    email character varying(254) NOT NULL,
    subject character varying(200) NOT NULL,
    body text NOT NULL,
    overdue_minor bigint NOT NULL,
    credits_minor bigint NOT NULL,
    net_minor bigint NOT NULL,
    interest_minor bigint,
    indemnity_minor bigint NOT NULL,
    by_hand boolean NOT NULL,
    mailed_at timestamp with time zone,
    failed boolean NOT NULL,
    tries smallint NOT NULL,
    customer_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    plan_id uuid CONSTRAINT collecting_reminder_plan_id_not_null1 NOT NULL,
    try_at timestamp with time zone,
    CONSTRAINT collecting_reminder_level_check CHECK ((level >= 0)),
    CONSTRAINT collecting_reminder_tries_check CHECK ((tries >= 0)),
    CONSTRAINT reminder_adds_up CHECK (((net_minor = (overdue_minor - credits_minor)) AND (net_minor > 0) AND (credits_minor >= 0) AND (indemnity_minor >= 0))),
    CONSTRAINT reminder_has_address CHECK ((NOT ((email)::text = ''::text))),
    CONSTRAINT reminder_tone_known CHECK (((tone)::text = ANY ((ARRAY['courteous'::character varying, 'firm'::character varying, 'formal'::character varying])::text[])))
);

CREATE TABLE public.collecting_reminder_level (
    id bigint NOT NULL,
    level smallint NOT NULL,
    days smallint NOT NULL,
    tone character varying(9) NOT NULL,
    plan_id uuid NOT NULL,
    CONSTRAINT collecting_reminder_level_days_check CHECK ((days >= 0)),
    CONSTRAINT collecting_reminder_level_level_check CHECK ((level >= 0)),
    CONSTRAINT reminder_level_known CHECK (((days >= 1) AND (level >= 1) AND ((tone)::text = ANY ((ARRAY['courteous'::character varying, 'firm'::character varying, 'formal'::character varying])::text[]))))
);

ALTER TABLE public.collecting_reminder_level ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.collecting_reminder_level_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.collecting_reminder_line (
    id bigint NOT NULL,
    due_on date NOT NULL,
    days_late integer NOT NULL,
    open_minor bigint NOT NULL,
    level smallint NOT NULL,
    raised boolean NOT NULL,
    interest_minor bigint,
    indemnity_minor bigint NOT NULL,
    item_id uuid NOT NULL,
    reminder_id uuid NOT NULL,
    returned_id uuid,
    CONSTRAINT collecting_reminder_line_days_late_check CHECK ((days_late >= 0)),
    CONSTRAINT collecting_reminder_line_level_check CHECK ((level >= 0)),
    CONSTRAINT reminder_line_is_late CHECK ((((days_late > 0) AND (level >= 1) AND (open_minor > 0)) OR ((level >= 1) AND (open_minor > 0) AND (returned_id IS NOT NULL))))
);

ALTER TABLE public.collecting_reminder_line ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.collecting_reminder_line_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.collecting_reminder_pause (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    reason character varying(12) NOT NULL,
    note character varying(200) NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    customer_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    item_id uuid,
    CONSTRAINT reminder_pause_ends CHECK ((ends_on >= starts_on)),
    CONSTRAINT reminder_pause_reason CHECK (((reason)::text = ANY ((ARRAY['promise'::character varying, 'dispute'::character varying, 'installments'::character varying, 'other'::character varying])::text[])))
);

CREATE TABLE public.collecting_reminder_plan (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    version smallint NOT NULL,
    starts_on date NOT NULL,
    gap_days smallint NOT NULL,
    minimum_minor bigint NOT NULL,
    entity_id uuid NOT NULL,
    automatic boolean NOT NULL,
    returned_level smallint DEFAULT 1 NOT NULL,
    CONSTRAINT collecting_reminder_plan_gap_days_check CHECK ((gap_days >= 0)),
    CONSTRAINT collecting_reminder_plan_returned_level_check CHECK ((returned_level >= 0)),
    CONSTRAINT collecting_reminder_plan_version_check CHECK ((version >= 0)),
    CONSTRAINT reminder_plan_gap CHECK (((gap_days >= 1) AND (gap_days <= 365))),
    CONSTRAINT reminder_plan_minimum CHECK ((minimum_minor >= 0)),
    CONSTRAINT reminder_plan_returned_level CHECK ((returned_level >= 1))
);

CREATE TABLE public.collecting_return (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    reason character varying(4) NOT NULL,
    fee_minor bigint NOT NULL,
    returned_on date NOT NULL,
    note character varying(140) NOT NULL,
    at timestamp with time zone NOT NULL,
    bank_line_id bigint,
    entity_id uuid NOT NULL,
    payment_id uuid NOT NULL,
    CONSTRAINT return_fee CHECK ((fee_minor >= 0)),
    CONSTRAINT return_reason_known CHECK (((reason)::text = ANY ((ARRAY['AC01'::character varying, 'AC04'::character varying, 'AC06'::character varying, 'AC13'::character varying, 'AG01'::character varying, 'AG02'::character varying, 'AM04'::character varying, 'AM05'::character varying, 'BE05'::character varying, 'FOCR'::character varying, 'MD01'::character varying, 'MD06'::character varying, 'MD07'::character varying, 'MS02'::character varying, 'MS03'::character varying, 'RC01'::character varying, 'RR04'::character varying, 'SL01'::character varying])::text[])))
);

CREATE TABLE public.collecting_statement (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    name character varying(200) NOT NULL,
    sha256 character varying(64) NOT NULL,
    lines_read integer NOT NULL,
    entity_id uuid NOT NULL,
    CONSTRAINT collecting_statement_lines_read_check CHECK ((lines_read >= 0))
);

CREATE TABLE public.configuring_configuration (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    choices jsonb NOT NULL,
    chosen jsonb NOT NULL,
    currency character varying(3) NOT NULL,
    price numeric(24,12) NOT NULL,
    cost numeric(24,12) NOT NULL,
    weight numeric(20,6) NOT NULL,
    lead_days numeric(12,2) NOT NULL,
    seconds integer,
    entity_id uuid NOT NULL,
    version_id uuid NOT NULL,
    answers jsonb NOT NULL,
    CONSTRAINT configuration_has_choices CHECK ((NOT (choices = '[]'::jsonb))),
    CONSTRAINT configuring_configuration_seconds_check CHECK ((seconds >= 0))
);

CREATE TABLE public.configuring_model (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    code character varying(40) NOT NULL,
    public boolean NOT NULL,
    entity_id uuid NOT NULL,
    product_id uuid
);

CREATE TABLE public.configuring_version (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    number integer NOT NULL,
    source text NOT NULL,
    sha256 character varying(64) NOT NULL,
    state character varying(9) NOT NULL,
    starts_on date,
    published_at timestamp with time zone,
    model_id uuid NOT NULL,
    before text DEFAULT ''::text NOT NULL,
    CONSTRAINT configuring_version_number_check CHECK ((number >= 0)),
    CONSTRAINT model_version_published_has_day CHECK ((((state)::text = 'draft'::text) OR ((published_at IS NOT NULL) AND (starts_on IS NOT NULL)))),
    CONSTRAINT model_version_state_known CHECK (((state)::text = ANY ((ARRAY['draft'::character varying, 'published'::character varying, 'retired'::character varying])::text[])))
);

CREATE TABLE public.contracting_annex (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    place smallint NOT NULL,
    title character varying(160) NOT NULL,
    sha256 character varying(64) NOT NULL,
    size integer NOT NULL,
    added_in integer NOT NULL,
    removed_in integer,
    file_id uuid NOT NULL,
    draft_id uuid NOT NULL,
    CONSTRAINT contracting_annex_added_in_check CHECK ((added_in >= 0)),
    CONSTRAINT contracting_annex_place_check CHECK ((place >= 0)),
    CONSTRAINT contracting_annex_removed_in_check CHECK ((removed_in >= 0)),
    CONSTRAINT contracting_annex_size_check CHECK ((size >= 0))
);

CREATE TABLE public.contracting_clause (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    lineage uuid NOT NULL,
    version integer NOT NULL,
    category character varying(20) NOT NULL,
    place smallint NOT NULL,
    title_fr character varying(160) NOT NULL,
    title_en character varying(160) NOT NULL,
    text_fr text NOT NULL,
    text_en text NOT NULL,
    fallbacks jsonb NOT NULL,
    risk character varying(6) NOT NULL,
    owner character varying(20) NOT NULL,
    always boolean NOT NULL,
    duty_side character varying(8) NOT NULL,
    duty_fr character varying(200) NOT NULL,
    duty_en character varying(200) NOT NULL,
    duty_days smallint NOT NULL,
    duty_months smallint NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    entity_id uuid NOT NULL,
    CONSTRAINT clause_category_known CHECK (((category)::text = ANY ((ARRAY['payment'::character varying, 'delivery'::character varying, 'term'::character varying, 'termination'::character varying, 'warranty'::character varying, 'liability'::character varying, 'data'::character varying, 'confidentiality'::character varying, 'property'::character varying, 'service'::character varying, 'law'::character varying, 'other'::character varying])::text[]))),
    CONSTRAINT clause_dates CHECK (((ends_on IS NULL) OR (ends_on >= starts_on))),
    CONSTRAINT clause_risk_known CHECK (((risk)::text = ANY ((ARRAY['low'::character varying, 'medium'::character varying, 'high'::character varying])::text[]))),
    CONSTRAINT contracting_clause_duty_days_check CHECK ((duty_days >= 0)),
    CONSTRAINT contracting_clause_duty_months_check CHECK ((duty_months >= 0)),
    CONSTRAINT contracting_clause_place_check CHECK ((place >= 0)),
    CONSTRAINT contracting_clause_version_check CHECK ((version >= 0))
);

CREATE TABLE public.contracting_clause_change (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    on_version integer NOT NULL,
    key uuid NOT NULL,
    side character varying(8) NOT NULL,
    by character varying(120) NOT NULL,
    base text NOT NULL,
    text text NOT NULL,
    comment character varying(2000) NOT NULL,
    state character varying(9) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    taken jsonb NOT NULL,
    decided_by character varying(120) NOT NULL,
    decided_at timestamp with time zone,
    answer character varying(2000) NOT NULL,
    draft_id uuid NOT NULL,
    CONSTRAINT change_changes_something CHECK ((NOT (base = text))),
    CONSTRAINT change_side_known CHECK (((side)::text = ANY ((ARRAY['us'::character varying, 'customer'::character varying])::text[]))),
    CONSTRAINT change_state_known CHECK (((state)::text = ANY ((ARRAY['open'::character varying, 'accepted'::character varying, 'partly'::character varying, 'rejected'::character varying, 'countered'::character varying, 'withdrawn'::character varying, 'lapsed'::character varying])::text[]))),
    CONSTRAINT contracting_clause_change_on_version_check CHECK ((on_version >= 0)),
    CONSTRAINT decided_change_has_time CHECK ((((decided_at IS NULL) AND ((state)::text = 'open'::text)) OR ((NOT ((state)::text = 'open'::text)) AND (decided_at IS NOT NULL))))
);

CREATE TABLE public.contracting_clause_comment (
    id bigint NOT NULL,
    key uuid NOT NULL,
    side character varying(8) NOT NULL,
    by character varying(120) NOT NULL,
    text character varying(2000) NOT NULL,
    at timestamp with time zone NOT NULL,
    draft_id uuid NOT NULL,
    CONSTRAINT comment_says_something CHECK ((NOT ((text)::text = ''::text))),
    CONSTRAINT comment_side_known CHECK (((side)::text = ANY ((ARRAY['us'::character varying, 'customer'::character varying])::text[])))
);

ALTER TABLE public.contracting_clause_comment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.contracting_clause_comment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.contracting_contract (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    number character varying(30) NOT NULL,
    state character varying(10) NOT NULL,
    language character varying(2) NOT NULL,
    currency character varying(3) NOT NULL,
    net_minor bigint NOT NULL,
    signed_on date NOT NULL,
    signed_by character varying(120) NOT NULL,
    signed_role character varying(120) NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    notice_days smallint NOT NULL,
    notice_on date,
    renewal_on date,
    sha256 character varying(64) NOT NULL,
    ended_reason character varying(200) NOT NULL,
    customer_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    quote_id uuid NOT NULL,
    terms_id uuid,
    version integer DEFAULT 1 NOT NULL,
    clauses_id bigint,
    uplift jsonb,
    CONSTRAINT contract_dates CHECK (((ends_on IS NULL) OR (ends_on > starts_on))),
    CONSTRAINT contract_state_known CHECK (((state)::text = ANY ((ARRAY['active'::character varying, 'ended'::character varying, 'terminated'::character varying, 'renewed'::character varying])::text[]))),
    CONSTRAINT contract_terminated_renews_no_more CHECK (((NOT ((state)::text = 'terminated'::text)) OR ((notice_on IS NULL) AND (renewal_on IS NULL)))),
    CONSTRAINT contracting_contract_notice_days_check CHECK ((notice_days >= 0)),
    CONSTRAINT contracting_contract_version_check CHECK ((version >= 0))
);

CREATE TABLE public.contracting_draft (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    series uuid NOT NULL,
    language character varying(2) NOT NULL,
    state character varying(9) NOT NULL,
    last integer NOT NULL,
    link integer NOT NULL,
    shared_on date,
    customer_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    shown integer DEFAULT 0 NOT NULL,
    accepted boolean DEFAULT false NOT NULL,
    CONSTRAINT contracting_draft_last_check CHECK ((last >= 0)),
    CONSTRAINT contracting_draft_link_check CHECK ((link >= 0)),
    CONSTRAINT contracting_draft_shown_check CHECK ((shown >= 0)),
    CONSTRAINT draft_accepted_is_read CHECK (((NOT accepted) OR ((state)::text = 'signed'::text) OR (shown = last))),
    CONSTRAINT draft_shared_has_day CHECK (((NOT ((state)::text = 'shared'::text)) OR (shared_on IS NOT NULL))),
    CONSTRAINT draft_shown_is_there CHECK ((shown <= last)),
    CONSTRAINT draft_state_known CHECK (((state)::text = ANY ((ARRAY['preparing'::character varying, 'shared'::character varying, 'signed'::character varying])::text[])))
);

CREATE TABLE public.contracting_draft_clause (
    id bigint NOT NULL,
    place smallint NOT NULL,
    key uuid NOT NULL,
    category character varying(20) NOT NULL,
    language character varying(2) NOT NULL,
    title character varying(160) NOT NULL,
    text text NOT NULL,
    choice character varying(8) NOT NULL,
    fallback smallint NOT NULL,
    clause_id uuid,
    version_id bigint NOT NULL,
    CONSTRAINT contracting_draft_clause_fallback_check CHECK ((fallback >= 0)),
    CONSTRAINT contracting_draft_clause_place_check CHECK ((place >= 0)),
    CONSTRAINT draft_choice_known CHECK (((choice)::text = ANY ((ARRAY['standard'::character varying, 'fallback'::character varying, 'custom'::character varying])::text[])))
);

ALTER TABLE public.contracting_draft_clause ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.contracting_draft_clause_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.contracting_draft_mail (
    id bigint NOT NULL,
    side character varying(8) NOT NULL,
    kind character varying(9) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    mailed_at timestamp with time zone,
    tries smallint NOT NULL,
    change_id uuid,
    comment_id bigint,
    try_at timestamp with time zone,
    CONSTRAINT contracting_draft_mail_tries_check CHECK ((tries >= 0)),
    CONSTRAINT draft_mail_kind_known CHECK (((kind)::text = ANY ((ARRAY['proposed'::character varying, 'withdrawn'::character varying, 'answered'::character varying, 'commented'::character varying])::text[]))),
    CONSTRAINT draft_mail_of_one_thing CHECK ((((change_id IS NULL) AND (comment_id IS NOT NULL) AND ((kind)::text = 'commented'::text)) OR ((NOT ((kind)::text = 'commented'::text)) AND (change_id IS NOT NULL) AND (comment_id IS NULL)))),
    CONSTRAINT draft_mail_side_known CHECK (((side)::text = ANY ((ARRAY['customer'::character varying, 'us'::character varying])::text[])))
);

ALTER TABLE public.contracting_draft_mail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.contracting_draft_mail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.contracting_draft_version (
    id bigint NOT NULL,
    n integer NOT NULL,
    reason character varying(20) NOT NULL,
    by character varying(120) NOT NULL,
    at timestamp with time zone NOT NULL,
    sha256 character varying(64) NOT NULL,
    draft_id uuid NOT NULL,
    CONSTRAINT contracting_draft_version_n_check CHECK ((n >= 0)),
    CONSTRAINT draft_version_is_hashed CHECK (((sha256)::text ~ '^[0-9a-f]{64}$'::text))
);

ALTER TABLE public.contracting_draft_version ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.contracting_draft_version_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.contracting_duty (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    side character varying(8) NOT NULL,
    what character varying(200) NOT NULL,
    first_on date NOT NULL,
    every_months smallint NOT NULL,
    ends_on date,
    remind_days smallint NOT NULL,
    clause_id uuid,
    contract_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    person_id uuid,
    CONSTRAINT contracting_duty_every_months_check CHECK ((every_months >= 0)),
    CONSTRAINT contracting_duty_remind_days_check CHECK ((remind_days >= 0)),
    CONSTRAINT duty_dates CHECK (((ends_on IS NULL) OR (ends_on >= first_on))),
    CONSTRAINT duty_says_what CHECK ((NOT ((what)::text = ''::text))),
    CONSTRAINT duty_side_known CHECK (((side)::text = ANY ((ARRAY['us'::character varying, 'customer'::character varying])::text[])))
);

CREATE TABLE public.contracting_duty_mark (
    id bigint NOT NULL,
    due_on date NOT NULL,
    kind character varying(8) NOT NULL,
    by character varying(120) NOT NULL,
    "on" date NOT NULL,
    note character varying(200) NOT NULL,
    mailed_at timestamp with time zone,
    tries smallint NOT NULL,
    duty_id uuid NOT NULL,
    try_at timestamp with time zone,
    CONSTRAINT contracting_duty_mark_tries_check CHECK ((tries >= 0)),
    CONSTRAINT mark_known CHECK (((kind)::text = ANY ((ARRAY['done'::character varying, 'reminded'::character varying])::text[])))
);

ALTER TABLE public.contracting_duty_mark ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.contracting_duty_mark_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.contracting_general_terms (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    version integer NOT NULL,
    title_fr character varying(160) NOT NULL,
    title_en character varying(160) NOT NULL,
    text_fr text NOT NULL,
    text_en text NOT NULL,
    starts_on date NOT NULL,
    sha256 character varying(64) NOT NULL,
    entity_id uuid NOT NULL,
    CONSTRAINT contracting_general_terms_version_check CHECK ((version >= 0))
);

CREATE TABLE public.contracting_playbook_rule (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    topic character varying(20) NOT NULL,
    comparison character varying(8) NOT NULL,
    value smallint NOT NULL,
    "position" character varying(9) NOT NULL,
    source character varying(200) NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    entity_id uuid NOT NULL,
    CONSTRAINT contracting_playbook_rule_value_check CHECK ((value >= 0)),
    CONSTRAINT playbook_comparison_known CHECK (((comparison)::text = ANY ((ARRAY['above'::character varying, 'below'::character varying, 'at_most'::character varying, 'at_least'::character varying])::text[]))),
    CONSTRAINT playbook_dates CHECK (((ends_on IS NULL) OR (ends_on >= starts_on))),
    CONSTRAINT playbook_names_its_source CHECK ((NOT ((source)::text = ''::text))),
    CONSTRAINT playbook_position_known CHECK ((("position")::text = ANY ((ARRAY['allowed'::character varying, 'fallback'::character varying, 'forbidden'::character varying])::text[]))),
    CONSTRAINT playbook_topic_known CHECK (((topic)::text = ANY ((ARRAY['payment_net'::character varying, 'payment_month_end'::character varying, 'term'::character varying, 'notice'::character varying, 'liability'::character varying, 'deposit'::character varying])::text[])))
);

CREATE TABLE public.contracting_seal_key (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    locked bytea NOT NULL,
    certificate text NOT NULL,
    sha256 character varying(64) NOT NULL,
    subject character varying(300) NOT NULL,
    valid_until timestamp with time zone NOT NULL,
    own boolean NOT NULL,
    active boolean NOT NULL,
    entity_id uuid NOT NULL
);

CREATE TABLE public.contracting_signer (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    step smallint NOT NULL,
    place smallint NOT NULL,
    side character varying(8) NOT NULL,
    name character varying(120) NOT NULL,
    email character varying(254) NOT NULL,
    role character varying(120) NOT NULL,
    state character varying(8) NOT NULL,
    link integer NOT NULL,
    asked_on date,
    reminded_on date,
    link_asked_on date,
    code_digest character varying(64) NOT NULL,
    code_channel character varying(16) NOT NULL,
    code_until timestamp with time zone,
    code_tries smallint NOT NULL,
    codes_made smallint NOT NULL,
    proved character varying(64) NOT NULL,
    proved_until timestamp with time zone,
    signed_at timestamp with time zone,
    method character varying(5) NOT NULL,
    mark text NOT NULL,
    picture bytea,
    consent character varying(1000) NOT NULL,
    declined_reason character varying(2000) NOT NULL,
    signing_id uuid NOT NULL,
    CONSTRAINT contracting_signer_code_tries_check CHECK ((code_tries >= 0)),
    CONSTRAINT contracting_signer_codes_made_check CHECK ((codes_made >= 0)),
    CONSTRAINT contracting_signer_link_check CHECK ((link >= 0)),
    CONSTRAINT contracting_signer_place_check CHECK ((place >= 0)),
    CONSTRAINT contracting_signer_step_check CHECK ((step >= 0)),
    CONSTRAINT declined_says_why CHECK (((NOT ((state)::text = 'declined'::text)) OR (NOT ((declined_reason)::text = ''::text)))),
    CONSTRAINT signed_has_all_of_it CHECK (((((method)::text = ANY ((ARRAY['typed'::character varying, 'drawn'::character varying, 'image'::character varying, 'trust'::character varying])::text[])) AND (signed_at IS NOT NULL) AND ((state)::text = 'signed'::text) AND (NOT ((consent)::text = ''::text)) AND ((NOT (mark = ''::text)) OR (picture IS NOT NULL))) OR ((NOT ((state)::text = 'signed'::text)) AND (signed_at IS NULL)))),
    CONSTRAINT signer_code_tries CHECK ((code_tries <= 5)),
    CONSTRAINT signer_side_known CHECK (((side)::text = ANY ((ARRAY['customer'::character varying, 'us'::character varying])::text[]))),
    CONSTRAINT signer_state_known CHECK (((state)::text = ANY ((ARRAY['pending'::character varying, 'waiting'::character varying, 'opened'::character varying, 'signed'::character varying, 'declined'::character varying])::text[])))
);

CREATE TABLE public.contracting_signing (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    state character varying(8) NOT NULL,
    title character varying(200) NOT NULL,
    message character varying(2000) NOT NULL,
    language character varying(2) NOT NULL,
    document_sha256 character varying(64) NOT NULL,
    asked_by character varying(80) NOT NULL,
    sent_on date,
    expires_on date NOT NULL,
    valid_days smallint NOT NULL,
    reminds_days smallint NOT NULL,
    closed_reason character varying(2000) NOT NULL,
    contract_id uuid,
    document_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    evidence_id uuid,
    quote_id uuid,
    sealed_id uuid,
    service character varying(20) DEFAULT ''::character varying NOT NULL,
    service_fault character varying(300) DEFAULT ''::character varying NOT NULL,
    service_level character varying(9) DEFAULT ''::character varying NOT NULL,
    service_next_at timestamp with time zone,
    service_ref character varying(200) DEFAULT ''::character varying NOT NULL,
    service_state character varying(8) DEFAULT ''::character varying NOT NULL,
    service_tries smallint DEFAULT 0 NOT NULL,
    CONSTRAINT contracting_signing_reminds_days_check CHECK ((reminds_days >= 0)),
    CONSTRAINT contracting_signing_service_tries_check CHECK ((service_tries >= 0)),
    CONSTRAINT contracting_signing_valid_days_check CHECK ((valid_days >= 0)),
    CONSTRAINT sealed_has_its_files CHECK ((((sealed_id IS NULL) AND (evidence_id IS NULL) AND (NOT ((state)::text = 'sealed'::text))) OR ((sealed_id IS NOT NULL) AND (evidence_id IS NOT NULL) AND ((state)::text = 'sealed'::text)))),
    CONSTRAINT signing_of_one_document CHECK ((((contract_id IS NULL) AND (quote_id IS NOT NULL)) OR ((contract_id IS NOT NULL) AND (quote_id IS NULL)))),
    CONSTRAINT signing_sent_has_day CHECK ((((state)::text = ANY ((ARRAY['draft'::character varying, 'void'::character varying])::text[])) OR (sent_on IS NOT NULL))),
    CONSTRAINT signing_service_known CHECK (((((service)::text = ''::text) AND ((service_level)::text = ''::text) AND ((service_ref)::text = ''::text) AND ((service_state)::text = ''::text)) OR ((NOT ((service)::text = ''::text)) AND ((service_state)::text = ANY ((ARRAY['waiting'::character varying, 'sent'::character varying, 'viewed'::character varying, 'signed'::character varying, 'declined'::character varying, 'expired'::character varying, 'canceled'::character varying])::text[])) AND ((service_level)::text = ANY ((ARRAY['advanced'::character varying, 'qualified'::character varying])::text[]))))),
    CONSTRAINT signing_state_known CHECK (((state)::text = ANY ((ARRAY['draft'::character varying, 'open'::character varying, 'signed'::character varying, 'sealed'::character varying, 'declined'::character varying, 'void'::character varying])::text[])))
);

CREATE TABLE public.contracting_signing_event (
    id bigint NOT NULL,
    n integer NOT NULL,
    name character varying(20) NOT NULL,
    at character varying(32) NOT NULL,
    place smallint,
    facts jsonb NOT NULL,
    previous character varying(64) NOT NULL,
    hash character varying(64) NOT NULL,
    signing_id uuid NOT NULL,
    CONSTRAINT contracting_signing_event_n_check CHECK ((n >= 0)),
    CONSTRAINT contracting_signing_event_place_check CHECK ((place >= 0)),
    CONSTRAINT event_is_hashed CHECK (((hash)::text ~ '^[0-9a-f]{64}$'::text))
);

ALTER TABLE public.contracting_signing_event ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.contracting_signing_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.contracting_signing_mail (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    mailed_at timestamp with time zone,
    tries smallint NOT NULL,
    signer_id uuid NOT NULL,
    try_at timestamp with time zone,
    CONSTRAINT contracting_signing_mail_tries_check CHECK ((tries >= 0))
);

ALTER TABLE public.contracting_signing_mail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.contracting_signing_mail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.contracting_version (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    number integer NOT NULL,
    effective_on date NOT NULL,
    known_on date NOT NULL,
    signed_by character varying(120) NOT NULL,
    steps jsonb NOT NULL,
    changes jsonb NOT NULL,
    effect jsonb NOT NULL,
    adds_until date,
    ends_before date,
    ends_after date,
    sha256 character varying(64) NOT NULL,
    contract_id uuid NOT NULL,
    quote_id uuid NOT NULL,
    CONSTRAINT contract_version_number CHECK ((number > 1)),
    CONSTRAINT contracting_version_number_check CHECK ((number >= 0))
);

CREATE TABLE public.credit_account (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    currency character varying(3) NOT NULL,
    limit_minor bigint,
    orders_minor bigint NOT NULL,
    invoices_minor bigint NOT NULL,
    deposits_minor bigint NOT NULL,
    customer_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    CONSTRAINT credit_deposits_positive CHECK ((deposits_minor >= 0)),
    CONSTRAINT credit_limit_positive CHECK (((limit_minor IS NULL) OR (limit_minor >= 0))),
    CONSTRAINT credit_orders_positive CHECK ((orders_minor >= 0))
);

CREATE TABLE public.currencies_rate (
    id bigint NOT NULL,
    day date NOT NULL,
    from_currency character varying(3) NOT NULL,
    to_currency character varying(3) NOT NULL,
    rate numeric(24,12) NOT NULL,
    revision smallint NOT NULL,
    source character varying(40) NOT NULL,
    deed_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    CONSTRAINT currencies_rate_revision_check CHECK ((revision >= 0)),
    CONSTRAINT rate_of_two_currencies CHECK ((NOT ((from_currency)::text = (to_currency)::text))),
    CONSTRAINT rate_positive CHECK ((rate > (0)::numeric)),
    CONSTRAINT rate_revision CHECK ((revision >= 1))
);

ALTER TABLE public.currencies_rate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.currencies_rate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);

ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);

ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);

CREATE TABLE public.features_choice (
    id bigint NOT NULL,
    tier character varying(10) NOT NULL,
    off character varying(20)[] NOT NULL,
    by character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    "on" date NOT NULL,
    entity_id uuid NOT NULL
);

ALTER TABLE public.features_choice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.features_choice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.fulfilling_delivery (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    number character varying(30) NOT NULL,
    is_return boolean NOT NULL,
    delivered_on date NOT NULL,
    condition character varying(20) NOT NULL,
    reason character varying(200) NOT NULL,
    tracking character varying(80) NOT NULL,
    note text NOT NULL,
    customer_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    order_id uuid NOT NULL,
    CONSTRAINT return_has_reason CHECK (((NOT is_return) OR (NOT ((reason)::text = ''::text))))
);

CREATE TABLE public.fulfilling_line (
    id bigint NOT NULL,
    quantity numeric(20,6) NOT NULL,
    is_return boolean NOT NULL,
    delivery_id uuid NOT NULL,
    order_line_id bigint NOT NULL,
    CONSTRAINT delivery_line_quantity CHECK ((NOT (quantity = (0)::numeric)))
);

ALTER TABLE public.fulfilling_line ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfilling_line_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.imports_import (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    name character varying(200) NOT NULL,
    sha256 character varying(64) NOT NULL,
    path character varying(300) NOT NULL,
    state character varying(8) NOT NULL,
    mapping jsonb NOT NULL,
    totals jsonb NOT NULL,
    proof jsonb NOT NULL,
    progress_id uuid,
    entity_id uuid NOT NULL,
    CONSTRAINT import_state_known CHECK (((state)::text = ANY ((ARRAY['uploaded'::character varying, 'checked'::character varying, 'writing'::character varying, 'done'::character varying])::text[])))
);

CREATE TABLE public.imports_line_file (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    name character varying(200) NOT NULL,
    sha256 character varying(64) NOT NULL,
    path character varying(300) NOT NULL,
    state character varying(8) NOT NULL,
    mapping jsonb NOT NULL,
    found jsonb NOT NULL,
    added integer NOT NULL,
    entity_id uuid NOT NULL,
    quote_id uuid NOT NULL,
    CONSTRAINT imports_line_file_added_check CHECK ((added >= 0)),
    CONSTRAINT line_file_added_when_done CHECK ((((state)::text = 'done'::text) OR (added = 0))),
    CONSTRAINT line_file_state_known CHECK (((state)::text = ANY ((ARRAY['uploaded'::character varying, 'checked'::character varying, 'done'::character varying])::text[])))
);

CREATE TABLE public.imports_listed (
    id bigint NOT NULL,
    "row" integer NOT NULL,
    document character varying(64) NOT NULL,
    kind character varying(11) NOT NULL,
    rule character varying(20) NOT NULL,
    day date NOT NULL,
    customer_ref character varying(80) NOT NULL,
    sku character varying(40) NOT NULL,
    description character varying(300) NOT NULL,
    quantity numeric(20,6) NOT NULL,
    unit_price numeric(24,12) NOT NULL,
    amount_minor bigint NOT NULL,
    currency character varying(3) NOT NULL,
    entity_id uuid NOT NULL,
    source_id uuid NOT NULL,
    CONSTRAINT imports_listed_row_check CHECK (("row" >= 0)),
    CONSTRAINT listed_kind_known CHECK (((kind)::text = ANY ((ARRAY['invoice'::character varying, 'credit_note'::character varying, 'adjustment'::character varying, 'stock'::character varying])::text[])))
);

ALTER TABLE public.imports_listed ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.imports_listed_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.integrating_connection (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    system character varying(20) NOT NULL,
    name character varying(60) NOT NULL,
    url character varying(300) NOT NULL,
    token text NOT NULL,
    secret text NOT NULL,
    state character varying(6) NOT NULL,
    ways jsonb NOT NULL,
    hears character varying(60)[] NOT NULL,
    quote_at character varying(80) NOT NULL,
    fault character varying(300) NOT NULL,
    who character varying(200) NOT NULL,
    made_by character varying(80) NOT NULL,
    checked_at timestamp with time zone,
    pulled_at timestamp with time zone,
    entity_id uuid NOT NULL,
    CONSTRAINT connection_fault_pauses CHECK ((((state)::text = 'paused'::text) OR ((fault)::text = ''::text))),
    CONSTRAINT connection_state_known CHECK (((state)::text = ANY ((ARRAY['on'::character varying, 'paused'::character varying, 'off'::character varying])::text[])))
);

CREATE TABLE public.integrating_cursor (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    since timestamp with time zone NOT NULL,
    connection_id uuid NOT NULL
);

ALTER TABLE public.integrating_cursor ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.integrating_cursor_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.integrating_heard (
    id bigint NOT NULL,
    seq bigint NOT NULL,
    connection_id uuid NOT NULL
);

ALTER TABLE public.integrating_heard ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.integrating_heard_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.integrating_incoming (
    id bigint NOT NULL,
    told character varying(200) NOT NULL,
    kind character varying(10) NOT NULL,
    external_id character varying(120) NOT NULL,
    by character varying(4) NOT NULL,
    body jsonb,
    digest character varying(64) NOT NULL,
    url character varying(400) NOT NULL,
    state character varying(8) NOT NULL,
    attempts smallint NOT NULL,
    missing jsonb NOT NULL,
    answer jsonb NOT NULL,
    our_id uuid,
    happened_at timestamp with time zone NOT NULL,
    next_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    connection_id uuid NOT NULL,
    CONSTRAINT incoming_by_known CHECK (((by)::text = ANY ((ARRAY['hook'::character varying, 'pull'::character varying])::text[]))),
    CONSTRAINT incoming_kind_known CHECK (((kind)::text = ANY ((ARRAY['customer'::character varying, 'product'::character varying, 'deal'::character varying, 'quote'::character varying, 'order'::character varying, 'invoice'::character varying, 'payment'::character varying])::text[]))),
    CONSTRAINT incoming_state_known CHECK (((state)::text = ANY ((ARRAY['waiting'::character varying, 'applied'::character varying, 'same'::character varying, 'blocked'::character varying, 'dead'::character varying, 'replaced'::character varying])::text[]))),
    CONSTRAINT integrating_incoming_attempts_check CHECK ((attempts >= 0))
);

ALTER TABLE public.integrating_incoming ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.integrating_incoming_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.integrating_link (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    our_id uuid NOT NULL,
    external_id character varying(120) NOT NULL,
    url character varying(400) NOT NULL,
    digest character varying(64) NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    connection_id uuid NOT NULL,
    CONSTRAINT link_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['customer'::character varying, 'product'::character varying, 'deal'::character varying, 'quote'::character varying, 'order'::character varying, 'invoice'::character varying, 'payment'::character varying])::text[]))),
    CONSTRAINT link_names_theirs CHECK ((NOT ((external_id)::text = ''::text)))
);

ALTER TABLE public.integrating_link ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.integrating_link_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.integrating_outgoing (
    id bigint NOT NULL,
    seq bigint NOT NULL,
    kind character varying(10) NOT NULL,
    our_id uuid NOT NULL,
    about character varying(60) NOT NULL,
    external_id character varying(120) NOT NULL,
    waits_for character varying(60) NOT NULL,
    body jsonb NOT NULL,
    digest character varying(64) NOT NULL,
    state character varying(8) NOT NULL,
    attempts smallint NOT NULL,
    answer jsonb NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    next_at timestamp with time zone NOT NULL,
    claimed_at timestamp with time zone,
    done_at timestamp with time zone,
    connection_id uuid NOT NULL,
    CONSTRAINT integrating_outgoing_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT outgoing_kind_known CHECK (((kind)::text = ANY ((ARRAY['customer'::character varying, 'product'::character varying, 'deal'::character varying, 'quote'::character varying, 'order'::character varying, 'invoice'::character varying, 'payment'::character varying])::text[]))),
    CONSTRAINT outgoing_sending_is_claimed CHECK ((((claimed_at IS NOT NULL) AND ((state)::text = 'sending'::text)) OR ((NOT ((state)::text = 'sending'::text)) AND (claimed_at IS NULL)))),
    CONSTRAINT outgoing_state_known CHECK (((state)::text = ANY ((ARRAY['waiting'::character varying, 'sending'::character varying, 'sent'::character varying, 'same'::character varying, 'refused'::character varying, 'dead'::character varying, 'replaced'::character varying])::text[])))
);

ALTER TABLE public.integrating_outgoing ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.integrating_outgoing_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.invoicing_invoice (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    kind character varying(7) NOT NULL,
    number character varying(35),
    state character varying(10) NOT NULL,
    currency character varying(3) NOT NULL,
    language character varying(2) NOT NULL,
    issued_on date,
    due_on date,
    supplied_on date,
    terms_kind character varying(24) NOT NULL,
    terms_days smallint NOT NULL,
    customer_ref character varying(80) NOT NULL,
    reason character varying(200) NOT NULL,
    reason_code character varying(20) NOT NULL,
    net_minor bigint NOT NULL,
    vat_minor bigint NOT NULL,
    gross_minor bigint NOT NULL,
    seller jsonb NOT NULL,
    buyer jsonb NOT NULL,
    mentions jsonb NOT NULL,
    prepared_by character varying(80) NOT NULL,
    approved_by character varying(80) NOT NULL,
    revision integer NOT NULL,
    corrects_id uuid,
    customer_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    order_id uuid,
    installment smallint DEFAULT 0 NOT NULL,
    self_billing_id uuid,
    margin_vat_minor bigint DEFAULT 0 NOT NULL,
    CONSTRAINT credit_note_is_negative CHECK (((NOT ((kind)::text = 'credit'::text)) OR ((gross_minor <= 0) AND (NOT ((reason)::text = ''::text))))),
    CONSTRAINT invoice_gross_adds_up CHECK ((gross_minor = (net_minor + vat_minor))),
    CONSTRAINT invoice_issued_has_number CHECK ((((due_on IS NOT NULL) AND (issued_on IS NOT NULL) AND (number IS NOT NULL) AND ((state)::text = 'issued'::text)) OR ((NOT ((state)::text = 'issued'::text)) AND (number IS NULL)))),
    CONSTRAINT invoice_kind_known CHECK (((kind)::text = ANY ((ARRAY['invoice'::character varying, 'deposit'::character varying, 'credit'::character varying])::text[]))),
    CONSTRAINT invoice_self_billed_not_ours CHECK (((self_billing_id IS NULL) OR (number IS NULL) OR (NOT (((number)::text ~ '^(F|A)-[0-9]{4}-[0-9]+$'::text) AND (number IS NOT NULL))))),
    CONSTRAINT invoice_state_known CHECK (((state)::text = ANY ((ARRAY['draft'::character varying, 'to_approve'::character varying, 'issued'::character varying, 'discarded'::character varying])::text[]))),
    CONSTRAINT invoicing_invoice_installment_check CHECK ((installment >= 0)),
    CONSTRAINT invoicing_invoice_revision_check CHECK ((revision >= 0)),
    CONSTRAINT invoicing_invoice_terms_days_check CHECK ((terms_days >= 0))
);

CREATE TABLE public.invoicing_line (
    id bigint NOT NULL,
    "position" integer NOT NULL,
    kind character varying(9) NOT NULL,
    restores_quantity boolean NOT NULL,
    sku character varying(40) NOT NULL,
    description character varying(300) NOT NULL,
    quantity numeric(20,6) NOT NULL,
    unit character varying(3) NOT NULL,
    unit_net numeric(24,12) NOT NULL,
    list_price numeric(24,12),
    discount_percent numeric(9,6),
    net_minor bigint NOT NULL,
    vat_rate numeric(5,2) NOT NULL,
    service_start date,
    service_end date,
    charge_id bigint,
    credits_id bigint,
    decision_id uuid NOT NULL,
    deposit_id uuid,
    invoice_id uuid NOT NULL,
    order_line_id bigint,
    usage_id bigint,
    margin_rate numeric(5,2),
    margin_vat_minor bigint DEFAULT 0 NOT NULL,
    purchase_minor bigint,
    CONSTRAINT invoice_line_kind_known CHECK (((kind)::text = ANY ((ARRAY['goods'::character varying, 'service'::character varying, 'recurring'::character varying, 'usage'::character varying, 'deposit'::character varying, 'deduction'::character varying, 'unused'::character varying])::text[]))),
    CONSTRAINT invoice_line_margin_vat CHECK ((((margin_rate IS NULL) AND (margin_vat_minor = 0) AND (purchase_minor IS NULL)) OR ((margin_rate IS NOT NULL) AND (margin_vat_minor = 0) AND (purchase_minor IS NULL) AND (vat_rate = (0)::numeric)) OR (((credits_id IS NOT NULL) OR ((kind)::text = 'deduction'::text)) AND (((margin_vat_minor <= 0) AND (net_minor <= 0)) OR ((margin_vat_minor >= 0) AND (net_minor >= 0))) AND (margin_rate IS NOT NULL) AND (purchase_minor IS NOT NULL) AND (vat_rate = (0)::numeric)) OR ((margin_rate IS NOT NULL) AND (margin_vat_minor = (round((((GREATEST((net_minor - purchase_minor), (0)::bigint))::numeric * margin_rate) / (margin_rate + (100)::numeric)), 0))::bigint) AND (purchase_minor IS NOT NULL) AND (vat_rate = (0)::numeric)))),
    CONSTRAINT invoicing_line_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.invoicing_line ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.invoicing_line_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.invoicing_link (
    invoice_id uuid NOT NULL,
    number smallint NOT NULL,
    CONSTRAINT invoice_link_renewed CHECK ((number >= 2)),
    CONSTRAINT invoicing_link_number_check CHECK ((number >= 0))
);

CREATE TABLE public.invoicing_mail (
    id bigint NOT NULL,
    number smallint NOT NULL,
    batch uuid,
    automatic boolean NOT NULL,
    name character varying(160) NOT NULL,
    email character varying(254) NOT NULL,
    language character varying(2) NOT NULL,
    asked_by character varying(80) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    asked_on date NOT NULL,
    state character varying(7) NOT NULL,
    fault character varying(11) NOT NULL,
    told character varying(300) NOT NULL,
    tries smallint NOT NULL,
    tried_at timestamp with time zone,
    sent_at timestamp with time zone,
    sent_on date,
    sha256 character varying(64) NOT NULL,
    entity_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    CONSTRAINT invoice_mail_fault_known CHECK (((fault)::text = ANY ((ARRAY[''::character varying, 'no_contact'::character varying, 'reserved'::character varying, 'refused'::character varying, 'away'::character varying, 'unprintable'::character varying, 'bounced'::character varying])::text[]))),
    CONSTRAINT invoice_mail_has_address CHECK (((NOT ((email)::text = ''::text)) OR ((state)::text = 'failed'::text))),
    CONSTRAINT invoice_mail_sent_is_proved CHECK ((((NOT ((state)::text = ANY ((ARRAY['sent'::character varying, 'bounced'::character varying])::text[]))) AND (sent_at IS NULL) AND (sent_on IS NULL)) OR ((NOT ((sha256)::text = ''::text)) AND (sent_at IS NOT NULL) AND (sent_on IS NOT NULL) AND ((state)::text = ANY ((ARRAY['sent'::character varying, 'bounced'::character varying])::text[]))))),
    CONSTRAINT invoice_mail_state_known CHECK (((state)::text = ANY ((ARRAY['waiting'::character varying, 'sent'::character varying, 'failed'::character varying, 'bounced'::character varying])::text[]))),
    CONSTRAINT invoicing_mail_number_check CHECK ((number >= 0)),
    CONSTRAINT invoicing_mail_tries_check CHECK ((tries >= 0))
);

ALTER TABLE public.invoicing_mail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.invoicing_mail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.invoicing_mailing (
    id bigint NOT NULL,
    automatic boolean,
    starts_on date NOT NULL,
    customer_id uuid,
    entity_id uuid NOT NULL,
    CONSTRAINT invoice_mailing_of_company_said CHECK (((customer_id IS NOT NULL) OR (automatic IS NOT NULL)))
);

ALTER TABLE public.invoicing_mailing ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.invoicing_mailing_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.invoicing_vat (
    id bigint NOT NULL,
    rate numeric(5,2) NOT NULL,
    base_minor bigint NOT NULL,
    vat_minor bigint NOT NULL,
    decision_id uuid NOT NULL,
    invoice_id uuid NOT NULL
);

ALTER TABLE public.invoicing_vat ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.invoicing_vat_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_account (
    id bigint NOT NULL,
    code character varying(12) NOT NULL,
    name_fr character varying(120) NOT NULL,
    name_en character varying(120) NOT NULL,
    kind character varying(9) NOT NULL,
    role character varying(30),
    entity_id uuid NOT NULL,
    CONSTRAINT account_kind_known CHECK (((kind)::text = ANY ((ARRAY['asset'::character varying, 'liability'::character varying, 'equity'::character varying, 'income'::character varying, 'expense'::character varying])::text[])))
);

ALTER TABLE public.ledger_account ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_batch (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    seq bigint NOT NULL,
    entries integer NOT NULL,
    root character varying(64) NOT NULL,
    previous character varying(64) NOT NULL,
    hash character varying(64) NOT NULL,
    entity_id uuid NOT NULL,
    CONSTRAINT ledger_batch_entries_check CHECK ((entries >= 0))
);

CREATE TABLE public.ledger_book (
    entity_id uuid NOT NULL,
    closed_through date,
    batches bigint NOT NULL,
    head character varying(64) NOT NULL,
    entries bigint NOT NULL
);

CREATE TABLE public.ledger_entry (
    id bigint NOT NULL,
    number bigint NOT NULL,
    journal character varying(4) NOT NULL,
    booked_on date NOT NULL,
    label character varying(160) NOT NULL,
    source_kind character varying(20) NOT NULL,
    source_id uuid NOT NULL,
    source_number character varying(40) NOT NULL,
    at timestamp with time zone NOT NULL,
    digest character varying(64) NOT NULL,
    batch_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    reverses_id bigint,
    CONSTRAINT entry_journal_known CHECK (((journal)::text = ANY ((ARRAY['VE'::character varying, 'BQ'::character varying, 'OD'::character varying, 'AN'::character varying])::text[])))
);

ALTER TABLE public.ledger_entry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_line (
    id bigint NOT NULL,
    amount_minor bigint NOT NULL,
    currency character varying(3) NOT NULL,
    booked_on date NOT NULL,
    party_id uuid,
    account_id bigint NOT NULL,
    entry_id bigint NOT NULL,
    CONSTRAINT line_not_zero CHECK ((NOT (amount_minor = 0)))
);

ALTER TABLE public.ledger_line ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_line_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.metering_usage (
    id bigint NOT NULL,
    key character varying(120) NOT NULL,
    used_on date NOT NULL,
    quantity numeric(20,6) NOT NULL,
    entity_id uuid NOT NULL,
    service_id uuid NOT NULL
);

CREATE TABLE public.metering_usage_charge (
    id bigint NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    bill_on date NOT NULL,
    quantity numeric(20,6) NOT NULL,
    net_minor bigint NOT NULL,
    waterfall jsonb NOT NULL,
    service_id uuid NOT NULL,
    CONSTRAINT usage_dates CHECK ((ends_on > starts_on))
);

ALTER TABLE public.metering_usage_charge ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.metering_usage_charge_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.metering_usage ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.metering_usage_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);

ALTER TABLE public.mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ordering_line (
    id bigint NOT NULL,
    "position" integer NOT NULL,
    description character varying(300) NOT NULL,
    quantity numeric(20,6) NOT NULL,
    unit_net numeric(24,12) NOT NULL,
    net_minor bigint NOT NULL,
    vat_rate numeric(5,2) NOT NULL,
    charge_kind character varying(9) NOT NULL,
    billing_months smallint,
    billing_timing character varying(7) NOT NULL,
    starts_on date,
    ends_on date,
    promised_on date,
    list_price numeric(24,12),
    discount_percent numeric(9,6),
    quote_line_id bigint,
    waterfall jsonb,
    decision_id uuid NOT NULL,
    order_id uuid NOT NULL,
    product_id uuid NOT NULL,
    configuration_id uuid,
    margin_rate numeric(5,2),
    margin_vat_minor bigint DEFAULT 0 NOT NULL,
    purchase_minor bigint,
    CONSTRAINT order_line_margin_whole CHECK ((((margin_rate IS NULL) AND (margin_vat_minor = 0) AND (purchase_minor IS NULL)) OR ((margin_rate IS NOT NULL) AND (margin_vat_minor = 0) AND (purchase_minor IS NULL)) OR (((charge_kind)::text = 'one_off'::text) AND (margin_rate IS NOT NULL) AND (margin_vat_minor >= 0) AND (purchase_minor >= 0) AND (purchase_minor IS NOT NULL) AND (vat_rate = (0)::numeric)))),
    CONSTRAINT order_line_quantity CHECK ((NOT (quantity = (0)::numeric))),
    CONSTRAINT order_line_recurring_has_term CHECK (((NOT ((charge_kind)::text = 'recurring'::text)) OR ((billing_months > 0) AND (billing_months IS NOT NULL) AND (starts_on IS NOT NULL)))),
    CONSTRAINT ordering_line_billing_months_check CHECK ((billing_months >= 0)),
    CONSTRAINT ordering_line_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.ordering_line ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ordering_line_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ordering_order (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    number character varying(30) NOT NULL,
    channel character varying(12) NOT NULL,
    external_ref character varying(80),
    customer_ref character varying(80) NOT NULL,
    state character varying(8) NOT NULL,
    hold_reason character varying(40) NOT NULL,
    hold_minor bigint NOT NULL,
    language character varying(2) NOT NULL,
    currency character varying(3) NOT NULL,
    placed_on date NOT NULL,
    terms_kind character varying(24) NOT NULL,
    terms_days smallint NOT NULL,
    deposit_percent numeric(5,2) NOT NULL,
    net_minor bigint NOT NULL,
    vat_minor bigint NOT NULL,
    gross_minor bigint NOT NULL,
    contract_id uuid,
    customer_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    quote_id uuid,
    schedule jsonb,
    released_paid boolean DEFAULT false NOT NULL,
    CONSTRAINT order_channel_known CHECK (((channel)::text = ANY ((ARRAY['quote'::character varying, 'direct'::character varying, 'import'::character varying, 'storefront'::character varying, 'marketplace'::character varying, 'partner'::character varying])::text[]))),
    CONSTRAINT order_held_has_reason CHECK (((NOT ((state)::text = 'held'::text)) OR (NOT ((hold_reason)::text = ''::text)))),
    CONSTRAINT order_state_known CHECK (((state)::text = ANY ((ARRAY['held'::character varying, 'open'::character varying, 'closed'::character varying, 'canceled'::character varying])::text[]))),
    CONSTRAINT ordering_order_terms_days_check CHECK ((terms_days >= 0))
);

CREATE TABLE public.parties_address (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    street_number character varying(12) NOT NULL,
    street character varying(120) NOT NULL,
    complement character varying(120) NOT NULL,
    postcode character varying(12) NOT NULL,
    town character varying(80) NOT NULL,
    region character varying(80) NOT NULL,
    country character varying(2) NOT NULL,
    kind character varying(8) NOT NULL,
    label character varying(80) NOT NULL,
    is_default boolean NOT NULL,
    active boolean NOT NULL,
    customer_id uuid NOT NULL,
    CONSTRAINT address_kind_known CHECK (((kind)::text = ANY ((ARRAY['billing'::character varying, 'delivery'::character varying])::text[])))
);

CREATE TABLE public.parties_contact (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    name character varying(120) NOT NULL,
    email character varying(254) NOT NULL,
    phone character varying(30) NOT NULL,
    language character varying(2) NOT NULL,
    roles jsonb NOT NULL,
    active boolean NOT NULL,
    customer_id uuid NOT NULL
);

CREATE TABLE public.parties_customer (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    number character varying(30) NOT NULL,
    kind character varying(8) NOT NULL,
    name character varying(160) NOT NULL,
    country character varying(2) NOT NULL,
    language character varying(2) NOT NULL,
    currency character varying(3) NOT NULL,
    siren character varying(9) NOT NULL,
    siret character varying(14) NOT NULL,
    vat_number character varying(20) NOT NULL,
    iban character varying(34) NOT NULL,
    email character varying(254) NOT NULL,
    phone character varying(30) NOT NULL,
    segment character varying(40) NOT NULL,
    terms_kind character varying(24) NOT NULL,
    terms_days smallint NOT NULL,
    external_ref character varying(80),
    active boolean NOT NULL,
    revision integer NOT NULL,
    parent_id uuid,
    entity_id uuid NOT NULL,
    CONSTRAINT customer_kind_known CHECK (((kind)::text = ANY ((ARRAY['company'::character varying, 'person'::character varying])::text[]))),
    CONSTRAINT parties_customer_revision_check CHECK ((revision >= 0)),
    CONSTRAINT parties_customer_terms_days_check CHECK ((terms_days >= 0))
);

CREATE TABLE public.parties_entity (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    street_number character varying(12) NOT NULL,
    street character varying(120) NOT NULL,
    complement character varying(120) NOT NULL,
    postcode character varying(12) NOT NULL,
    town character varying(80) NOT NULL,
    region character varying(80) NOT NULL,
    country character varying(2) NOT NULL,
    code character varying(20) NOT NULL,
    name character varying(160) NOT NULL,
    legal_form character varying(40) NOT NULL,
    capital_minor bigint,
    currency character varying(3) NOT NULL,
    siren character varying(9) NOT NULL,
    siret character varying(14) NOT NULL,
    vat_number character varying(20) NOT NULL,
    rcs_town character varying(80) NOT NULL,
    email character varying(254) NOT NULL,
    phone character varying(30) NOT NULL,
    iban character varying(34) NOT NULL,
    bic character varying(11) NOT NULL,
    zone character varying(40) NOT NULL,
    language character varying(2) NOT NULL,
    vat_regime character varying(10) NOT NULL,
    vat_on_debits boolean NOT NULL,
    late_rate numeric(6,3),
    logo_svg text NOT NULL,
    brand_color character varying(7) NOT NULL,
    sandbox boolean NOT NULL,
    help_email character varying(254) NOT NULL,
    help_name character varying(120) NOT NULL,
    help_phone character varying(30) NOT NULL,
    representative_address character varying(240) NOT NULL,
    representative_name character varying(160) NOT NULL,
    representative_vat character varying(20) NOT NULL,
    vat_group_address character varying(240) NOT NULL,
    vat_group_name character varying(160) NOT NULL,
    vat_group_vat character varying(20) NOT NULL,
    CONSTRAINT entity_representative_whole CHECK (((((representative_address)::text = ''::text) AND ((representative_name)::text = ''::text) AND ((representative_vat)::text = ''::text)) OR (NOT (((representative_name)::text = ''::text) OR ((representative_address)::text = ''::text) OR ((representative_vat)::text = ''::text))))),
    CONSTRAINT entity_vat_group_whole CHECK (((((vat_group_address)::text = ''::text) AND ((vat_group_name)::text = ''::text) AND ((vat_group_vat)::text = ''::text)) OR (NOT (((vat_group_name)::text = ''::text) OR ((vat_group_address)::text = ''::text) OR ((vat_group_vat)::text = ''::text))))),
    CONSTRAINT entity_vat_regime_known CHECK (((vat_regime)::text = ANY ((ARRAY['normal'::character varying, 'franchise'::character varying])::text[])))
);

CREATE TABLE public.parties_partner (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    name character varying(160) NOT NULL,
    kind character varying(20) NOT NULL,
    country character varying(2) NOT NULL,
    email character varying(254) NOT NULL,
    vat_number character varying(20) NOT NULL,
    active boolean NOT NULL,
    entity_id uuid NOT NULL
);

CREATE TABLE public.parties_self_billing (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    accepted_on date NOT NULL,
    from_on date NOT NULL,
    until_on date,
    reference character varying(80) NOT NULL,
    series character varying(20) NOT NULL,
    customer_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    CONSTRAINT self_billing_dates CHECK (((from_on >= accepted_on) AND ((until_on IS NULL) OR (until_on >= from_on)))),
    CONSTRAINT self_billing_is_named CHECK (((NOT ((series)::text = ''::text)) AND (NOT ((reference)::text = ''::text))))
);

CREATE TABLE public.platform_api_key (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    name character varying(80) NOT NULL,
    prefix character varying(16) NOT NULL,
    digest character varying(64) NOT NULL,
    scopes jsonb NOT NULL,
    entity_id uuid,
    last_used_at timestamp with time zone,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    user_id uuid NOT NULL
);

CREATE TABLE public.platform_clock (
    entity_id uuid NOT NULL,
    zone character varying(40) NOT NULL,
    sandbox boolean NOT NULL,
    today date,
    opened_on date,
    CONSTRAINT only_a_sandbox_is_tried CHECK (((opened_on IS NULL) OR sandbox)),
    CONSTRAINT only_a_sandbox_moves_its_clock CHECK (((today IS NULL) OR sandbox))
);

CREATE TABLE public.platform_counter (
    id bigint NOT NULL,
    entity_id uuid NOT NULL,
    series character varying(20) NOT NULL,
    year integer NOT NULL,
    last integer NOT NULL,
    last_on date NOT NULL,
    CONSTRAINT platform_counter_last_check CHECK ((last >= 0)),
    CONSTRAINT platform_counter_year_check CHECK ((year >= 0))
);

ALTER TABLE public.platform_counter ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.platform_counter_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.platform_delivery (
    id bigint NOT NULL,
    handler character varying(80) NOT NULL,
    done_at timestamp with time zone,
    attempts integer NOT NULL,
    next_at timestamp with time zone,
    error text NOT NULL,
    event_id bigint NOT NULL,
    CONSTRAINT platform_delivery_attempts_check CHECK ((attempts >= 0))
);

ALTER TABLE public.platform_delivery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.platform_delivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.platform_event (
    seq bigint NOT NULL,
    id uuid NOT NULL,
    name character varying(60) NOT NULL,
    entity_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    facts jsonb NOT NULL,
    changed jsonb,
    actor character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    business_on date NOT NULL,
    key character varying(120),
    body_hash character varying(64),
    cause_seq bigint,
    delivered_at timestamp with time zone
);

ALTER TABLE public.platform_event ALTER COLUMN seq ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.platform_event_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.platform_file (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    entity_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    kind character varying(30) NOT NULL,
    name character varying(200) NOT NULL,
    media_type character varying(80) NOT NULL,
    sha256 character varying(64) NOT NULL,
    content bytea NOT NULL
);

CREATE TABLE public.platform_heartbeat (
    worker character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    started_at timestamp with time zone NOT NULL
);

CREATE TABLE public.platform_progress (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    entity_id uuid,
    kind character varying(40) NOT NULL,
    label character varying(200) NOT NULL,
    actor character varying(80) NOT NULL,
    state character varying(8) NOT NULL,
    done bigint NOT NULL,
    total bigint,
    message text NOT NULL,
    result jsonb NOT NULL,
    updated_at timestamp with time zone,
    finished_at timestamp with time zone,
    CONSTRAINT progress_state_known CHECK (((state)::text = ANY ((ARRAY['running'::character varying, 'done'::character varying, 'failed'::character varying])::text[])))
);

CREATE TABLE public.platform_user (
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    is_superuser boolean NOT NULL,
    id uuid NOT NULL,
    email character varying(254) NOT NULL,
    name character varying(120) NOT NULL,
    language character varying(2) NOT NULL,
    theme character varying(6) NOT NULL,
    shortcuts boolean NOT NULL,
    entity_id uuid,
    is_staff boolean NOT NULL,
    is_active boolean NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    views jsonb NOT NULL
);

CREATE TABLE public.platform_user_groups (
    id bigint NOT NULL,
    user_id uuid NOT NULL,
    group_id integer NOT NULL
);

ALTER TABLE public.platform_user_groups ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.platform_user_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.platform_user_role (
    id bigint NOT NULL,
    role character varying(20) NOT NULL,
    entity_id uuid,
    user_id uuid NOT NULL,
    CONSTRAINT user_role_known CHECK (((role)::text = ANY ((ARRAY['sales'::character varying, 'sales_manager'::character varying, 'finance_approver'::character varying, 'legal'::character varying, 'order'::character varying, 'warehouse'::character varying, 'billing'::character varying, 'collector'::character varying, 'controller'::character varying, 'revenue'::character varying, 'integration'::character varying, 'auditor'::character varying, 'admin'::character varying])::text[])))
);

ALTER TABLE public.platform_user_role ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.platform_user_role_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.platform_user_user_permissions (
    id bigint NOT NULL,
    user_id uuid NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.platform_user_user_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.platform_user_user_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.portal_buyer (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    series uuid NOT NULL,
    name character varying(120) NOT NULL,
    email character varying(254) NOT NULL,
    role character varying(9) NOT NULL,
    link integer NOT NULL,
    revoked_at timestamp with time zone,
    invited_by character varying(80) NOT NULL,
    entity_id uuid NOT NULL,
    from_buyer_id uuid,
    CONSTRAINT buyer_has_name CHECK (((NOT ((name)::text = ''::text)) AND (NOT ((email)::text = ''::text)))),
    CONSTRAINT buyer_role_known CHECK (((role)::text = ANY ((ARRAY['look'::character varying, 'negotiate'::character varying, 'decide'::character varying])::text[]))),
    CONSTRAINT portal_buyer_link_check CHECK ((link >= 0))
);

CREATE TABLE public.portal_counter (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    series uuid NOT NULL,
    quote_id uuid NOT NULL,
    author character varying(120) NOT NULL,
    kind character varying(10) NOT NULL,
    value numeric(20,6),
    quantities jsonb NOT NULL,
    reason text NOT NULL,
    state character varying(9) NOT NULL,
    answer text NOT NULL,
    closed_at timestamp with time zone,
    to_quote_id uuid,
    buyer_id uuid,
    entity_id uuid NOT NULL,
    CONSTRAINT counter_closed_has_time CHECK ((((closed_at IS NULL) AND ((state)::text = 'open'::text)) OR ((NOT ((state)::text = 'open'::text)) AND (closed_at IS NOT NULL)))),
    CONSTRAINT counter_has_reason CHECK ((NOT (reason = ''::text))),
    CONSTRAINT counter_proposes_something CHECK (((((kind)::text = 'quantities'::text) AND (value IS NULL) AND (NOT (quantities = '{}'::jsonb))) OR (((kind)::text = ANY ((ARRAY['net'::character varying, 'percent'::character varying])::text[])) AND (value >= (0)::numeric) AND (value IS NOT NULL)))),
    CONSTRAINT counter_state_known CHECK (((state)::text = ANY ((ARRAY['open'::character varying, 'accepted'::character varying, 'countered'::character varying, 'rejected'::character varying, 'withdrawn'::character varying])::text[])))
);

CREATE TABLE public.portal_mail (
    id bigint NOT NULL,
    quote_id uuid NOT NULL,
    kind character varying(10) NOT NULL,
    text text NOT NULL,
    tries smallint NOT NULL,
    mailed_at timestamp with time zone,
    entity_id uuid NOT NULL,
    to_buyer_id uuid,
    try_at timestamp with time zone,
    CONSTRAINT portal_mail_tries_check CHECK ((tries >= 0))
);

ALTER TABLE public.portal_mail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.portal_mail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.portal_message (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    series uuid NOT NULL,
    quote_id uuid NOT NULL,
    place character varying(60) NOT NULL,
    side character varying(6) NOT NULL,
    author character varying(120) NOT NULL,
    text text NOT NULL,
    buyer_id uuid,
    entity_id uuid NOT NULL,
    CONSTRAINT message_has_text CHECK ((NOT (text = ''::text))),
    CONSTRAINT message_side_known CHECK (((side)::text = ANY ((ARRAY['buyer'::character varying, 'seller'::character varying])::text[])))
);

CREATE TABLE public.portal_tally (
    key character varying(64) NOT NULL,
    until timestamp with time zone NOT NULL,
    count integer NOT NULL,
    CONSTRAINT portal_tally_count_check CHECK ((count >= 0))
);

CREATE TABLE public.portal_visit (
    id bigint NOT NULL,
    series uuid NOT NULL,
    quote_id uuid NOT NULL,
    began_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    country character varying(2) NOT NULL,
    device character varying(8) NOT NULL,
    mark character varying(8) NOT NULL,
    parts jsonb NOT NULL,
    last_part character varying(10) NOT NULL,
    buyer_id uuid,
    entity_id uuid NOT NULL,
    CONSTRAINT visit_forward CHECK ((last_at >= began_at))
);

ALTER TABLE public.portal_visit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.portal_visit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.pricing_commission (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    category character varying(60) NOT NULL,
    margin_from numeric(7,4),
    percent numeric(7,4) NOT NULL,
    currency character varying(3) NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    entity_id uuid NOT NULL,
    CONSTRAINT commission_dates CHECK (((ends_on IS NULL) OR (ends_on > starts_on))),
    CONSTRAINT commission_margin CHECK (((margin_from IS NULL) OR ((margin_from >= (0)::numeric) AND (margin_from <= (100)::numeric)))),
    CONSTRAINT commission_percent CHECK (((percent >= (0)::numeric) AND (percent <= (100)::numeric)))
);

CREATE TABLE public.pricing_customer_price (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    target character varying(80) NOT NULL,
    reference character varying(80) NOT NULL,
    currency character varying(3) NOT NULL,
    percent_off numeric(8,5),
    unit_price numeric(24,12) NOT NULL,
    tiers jsonb NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    version integer NOT NULL,
    customer_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    product_id uuid,
    CONSTRAINT customer_price_dates CHECK (((ends_on IS NULL) OR (ends_on > starts_on))),
    CONSTRAINT customer_price_not_negative CHECK ((unit_price >= (0)::numeric)),
    CONSTRAINT customer_price_percent CHECK (((percent_off IS NULL) OR ((percent_off >= (0)::numeric) AND (percent_off <= (100)::numeric)))),
    CONSTRAINT pricing_customer_price_version_check CHECK ((version >= 0))
);

CREATE TABLE public.pricing_index_value (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    code character varying(20) NOT NULL,
    day date NOT NULL,
    value numeric(18,6) NOT NULL,
    revision smallint NOT NULL,
    source character varying(120) NOT NULL,
    by character varying(120) NOT NULL,
    at timestamp with time zone NOT NULL,
    entity_id uuid NOT NULL,
    CONSTRAINT index_value_code CHECK (((code)::text ~ '^[A-Z][A-Z0-9._-]{1,19}$'::text)),
    CONSTRAINT index_value_positive CHECK ((value > (0)::numeric)),
    CONSTRAINT index_value_revision CHECK ((revision >= 1)),
    CONSTRAINT pricing_index_value_revision_check CHECK ((revision >= 0))
);

CREATE TABLE public.pricing_price (
    id bigint NOT NULL,
    model character varying(9) NOT NULL,
    unit_price numeric(24,12) NOT NULL,
    tiers jsonb NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    version integer NOT NULL,
    product_id uuid NOT NULL,
    book_id uuid CONSTRAINT pricing_price_book_id_not_null1 NOT NULL,
    maximum numeric(24,12),
    minimum numeric(24,12),
    price_type character varying(11) NOT NULL,
    terms jsonb NOT NULL,
    CONSTRAINT price_bounds_ordered CHECK (((minimum IS NULL) OR (maximum IS NULL) OR (maximum >= minimum))),
    CONSTRAINT price_model_known CHECK (((model)::text = ANY ((ARRAY['flat'::character varying, 'per_unit'::character varying, 'volume'::character varying, 'graduated'::character varying, 'stairstep'::character varying, 'package'::character varying, 'percent'::character varying, 'cost_plus'::character varying, 'usage'::character varying, 'formula'::character varying])::text[]))),
    CONSTRAINT price_not_negative CHECK ((unit_price >= (0)::numeric)),
    CONSTRAINT price_type_known CHECK (((price_type)::text = ANY ((ARRAY['list'::character varying, 'promotional'::character varying, 'floor'::character varying, 'target'::character varying])::text[]))),
    CONSTRAINT pricing_price_version_check CHECK ((version >= 0))
);

CREATE TABLE public.pricing_price_book (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    code character varying(20) NOT NULL,
    name character varying(120) NOT NULL,
    currency character varying(3) NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    is_default boolean NOT NULL,
    version integer NOT NULL,
    active boolean NOT NULL,
    entity_id uuid NOT NULL,
    channel character varying(40) NOT NULL,
    segment character varying(40) NOT NULL,
    CONSTRAINT price_book_dates CHECK (((ends_on IS NULL) OR (ends_on > starts_on))),
    CONSTRAINT pricing_price_book_version_check CHECK ((version >= 0))
);

CREATE TABLE public.pricing_price_change (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    name character varying(120) NOT NULL,
    state character varying(11) NOT NULL,
    chosen jsonb NOT NULL,
    recipe jsonb NOT NULL,
    rows jsonb NOT NULL,
    starts_on date NOT NULL,
    published_at timestamp with time zone,
    rolled_back_on date,
    book_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    source jsonb NOT NULL,
    CONSTRAINT price_change_published_has_time CHECK ((((state)::text = ANY ((ARRAY['planned'::character varying, 'discarded'::character varying])::text[])) OR (published_at IS NOT NULL))),
    CONSTRAINT price_change_state_known CHECK (((state)::text = ANY ((ARRAY['planned'::character varying, 'discarded'::character varying, 'published'::character varying, 'rolled_back'::character varying])::text[])))
);

ALTER TABLE public.pricing_price ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.pricing_price_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.pricing_promotion (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    code character varying(40) NOT NULL,
    name character varying(120) NOT NULL,
    coupon character varying(40) NOT NULL,
    kind character varying(12) NOT NULL,
    stacking character varying(9) NOT NULL,
    priority integer NOT NULL,
    currency character varying(3) NOT NULL,
    terms jsonb NOT NULL,
    usage_limit integer,
    customer_limit integer,
    starts_on date NOT NULL,
    ends_on date,
    version integer NOT NULL,
    entity_id uuid NOT NULL,
    CONSTRAINT pricing_promotion_customer_limit_check CHECK ((customer_limit >= 0)),
    CONSTRAINT pricing_promotion_usage_limit_check CHECK ((usage_limit >= 0)),
    CONSTRAINT pricing_promotion_version_check CHECK ((version >= 0)),
    CONSTRAINT promotion_dates CHECK (((ends_on IS NULL) OR (ends_on > starts_on))),
    CONSTRAINT promotion_kind_known CHECK (((kind)::text = ANY ((ARRAY['percent'::character varying, 'amount'::character varying, 'cheapest'::character varying, 'free_units'::character varying, 'bundle'::character varying, 'free_product'::character varying])::text[]))),
    CONSTRAINT promotion_stacking_known CHECK (((stacking)::text = ANY ((ARRAY['exclusive'::character varying, 'best_of'::character varying, 'in_order'::character varying])::text[])))
);

CREATE TABLE public.pricing_rule_version (
    id bigint NOT NULL,
    rule_id character varying(80) NOT NULL,
    version integer NOT NULL,
    said jsonb NOT NULL,
    set_by character varying(80) NOT NULL,
    set_at timestamp with time zone NOT NULL,
    entity_id uuid NOT NULL,
    through character varying(60) NOT NULL,
    set_on date,
    CONSTRAINT pricing_rule_version_version_check CHECK ((version >= 0))
);

ALTER TABLE public.pricing_rule_version ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.pricing_rule_version_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.procrastinate_events (
    id bigint NOT NULL,
    job_id bigint NOT NULL,
    type public.procrastinate_job_event_type,
    at timestamp with time zone DEFAULT now()
);

CREATE SEQUENCE public.procrastinate_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.procrastinate_events_id_seq OWNED BY public.procrastinate_events.id;

CREATE SEQUENCE public.procrastinate_jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.procrastinate_jobs_id_seq OWNED BY public.procrastinate_jobs.id;

CREATE TABLE public.procrastinate_periodic_defers (
    id bigint NOT NULL,
    task_name character varying(128) NOT NULL,
    defer_timestamp bigint,
    job_id bigint,
    periodic_id character varying(128) DEFAULT ''::character varying NOT NULL
);

CREATE SEQUENCE public.procrastinate_periodic_defers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.procrastinate_periodic_defers_id_seq OWNED BY public.procrastinate_periodic_defers.id;

CREATE TABLE public.procrastinate_workers (
    id bigint NOT NULL,
    last_heartbeat timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.procrastinate_workers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.procrastinate_workers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.prospecting_opportunity (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    number character varying(30) NOT NULL,
    title character varying(160) NOT NULL,
    stage character varying(9) NOT NULL,
    probability smallint NOT NULL,
    amount_minor bigint NOT NULL,
    currency character varying(3) NOT NULL,
    close_on date NOT NULL,
    next_step character varying(200) NOT NULL,
    lost_reason character varying(200) NOT NULL,
    won_at timestamp with time zone,
    revision integer NOT NULL,
    customer_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    owner_id uuid,
    partner_id uuid,
    CONSTRAINT opportunity_amount CHECK ((amount_minor >= 0)),
    CONSTRAINT opportunity_lost_has_reason CHECK (((NOT ((stage)::text = 'lost'::text)) OR (NOT ((lost_reason)::text = ''::text)))),
    CONSTRAINT opportunity_probability CHECK ((probability <= 100)),
    CONSTRAINT opportunity_stage_known CHECK (((stage)::text = ANY ((ARRAY['qualify'::character varying, 'propose'::character varying, 'negotiate'::character varying, 'won'::character varying, 'lost'::character varying])::text[]))),
    CONSTRAINT opportunity_won_has_time CHECK ((((probability = 100) AND ((stage)::text = 'won'::text) AND (won_at IS NOT NULL)) OR ((NOT ((stage)::text = 'won'::text)) AND (won_at IS NULL)))),
    CONSTRAINT prospecting_opportunity_probability_check CHECK ((probability >= 0)),
    CONSTRAINT prospecting_opportunity_revision_check CHECK ((revision >= 0))
);

CREATE TABLE public.quoting_edit (
    id bigint NOT NULL,
    actor character varying(80) NOT NULL,
    patch jsonb NOT NULL,
    undone boolean NOT NULL,
    quote_id uuid NOT NULL
);

ALTER TABLE public.quoting_edit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quoting_edit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.quoting_layout (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    "order" jsonb NOT NULL,
    off jsonb NOT NULL,
    entity_id uuid NOT NULL,
    CONSTRAINT layout_names_each_block CHECK (("order" @> '["intro", "lines", "totals", "recurring", "alternatives", "schedule", "conditions", "terms", "signature"]'::jsonb)),
    CONSTRAINT layout_shows_lines_and_totals CHECK (((NOT (off @> '["lines"]'::jsonb)) AND (NOT (off @> '["totals"]'::jsonb))))
);

CREATE TABLE public.quoting_line (
    id bigint NOT NULL,
    "position" integer NOT NULL,
    section character varying(80) NOT NULL,
    sku character varying(40) NOT NULL,
    description character varying(300) NOT NULL,
    quantity numeric(20,6) NOT NULL,
    unit character varying(3) NOT NULL,
    charge_kind character varying(9) NOT NULL,
    billing_months smallint,
    term_months smallint,
    deliver_on date,
    optional boolean NOT NULL,
    list_price numeric(24,12) NOT NULL,
    discount_kind character varying(7) NOT NULL,
    discount_value numeric(24,12) NOT NULL,
    unit_net numeric(24,12) NOT NULL,
    share_minor bigint NOT NULL,
    net_minor bigint NOT NULL,
    cost numeric(24,12),
    vat_rate numeric(5,2) NOT NULL,
    waterfall jsonb NOT NULL,
    revision integer NOT NULL,
    decision_id uuid NOT NULL,
    product_id uuid NOT NULL,
    quote_id uuid NOT NULL,
    basis jsonb,
    floor numeric(24,12),
    configuration_id uuid,
    "least" numeric(20,6),
    most numeric(20,6),
    alternative character varying(1) NOT NULL,
    apart jsonb,
    block character varying(6) NOT NULL,
    level smallint NOT NULL,
    parts_hidden boolean NOT NULL,
    per_parent numeric(20,6),
    segment smallint,
    segments jsonb NOT NULL,
    starts_month smallint NOT NULL,
    CONSTRAINT quote_line_bounds CHECK (((("least" IS NULL) AND (most IS NULL)) OR (("least" > (0)::numeric) AND ("least" IS NOT NULL) AND ("least" <= quantity) AND (most >= quantity) AND (most IS NOT NULL)))),
    CONSTRAINT quote_line_discount_kind CHECK (((discount_kind)::text = ANY ((ARRAY['none'::character varying, 'percent'::character varying, 'amount'::character varying, 'net'::character varying, 'total'::character varying])::text[]))),
    CONSTRAINT quote_line_head_costs_nothing CHECK ((((block)::text = ''::text) OR (((block)::text = ANY ((ARRAY['bundle'::character varying, 'ramp'::character varying])::text[])) AND (net_minor = 0) AND (share_minor = 0)))),
    CONSTRAINT quote_line_quantity CHECK ((quantity > (0)::numeric)),
    CONSTRAINT quote_line_recurring_has_term CHECK (((NOT ((charge_kind)::text = 'recurring'::text)) OR ((billing_months > 0) AND (term_months > 0) AND (billing_months IS NOT NULL) AND (term_months IS NOT NULL)))),
    CONSTRAINT quoting_line_billing_months_check CHECK ((billing_months >= 0)),
    CONSTRAINT quoting_line_level_check CHECK ((level >= 0)),
    CONSTRAINT quoting_line_position_check CHECK (("position" >= 0)),
    CONSTRAINT quoting_line_revision_check CHECK ((revision >= 0)),
    CONSTRAINT quoting_line_segment_check CHECK ((segment >= 0)),
    CONSTRAINT quoting_line_starts_month_check CHECK ((starts_month >= 0)),
    CONSTRAINT quoting_line_term_months_check CHECK ((term_months >= 0))
);

ALTER TABLE public.quoting_line ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quoting_line_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.quoting_presence (
    id bigint NOT NULL,
    line_id bigint,
    seen_at timestamp with time zone NOT NULL,
    person_id uuid NOT NULL,
    quote_id uuid NOT NULL
);

ALTER TABLE public.quoting_presence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quoting_presence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.quoting_promotion_use (
    id bigint NOT NULL,
    series uuid NOT NULL,
    number integer NOT NULL,
    most integer,
    mine integer NOT NULL,
    most_mine integer,
    used_at timestamp with time zone NOT NULL,
    customer_id uuid NOT NULL,
    promotion_id uuid NOT NULL,
    CONSTRAINT promotion_use_customer_limit CHECK (((most_mine IS NULL) OR (mine <= most_mine))),
    CONSTRAINT promotion_use_limit CHECK (((most IS NULL) OR (number <= most))),
    CONSTRAINT quoting_promotion_use_mine_check CHECK ((mine >= 0)),
    CONSTRAINT quoting_promotion_use_most_check CHECK ((most >= 0)),
    CONSTRAINT quoting_promotion_use_most_mine_check CHECK ((most_mine >= 0)),
    CONSTRAINT quoting_promotion_use_number_check CHECK ((number >= 0))
);

ALTER TABLE public.quoting_promotion_use ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quoting_promotion_use_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.quoting_quote (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    series uuid NOT NULL,
    number character varying(30) NOT NULL,
    version integer NOT NULL,
    title character varying(160) NOT NULL,
    state character varying(10) NOT NULL,
    language character varying(2) NOT NULL,
    currency character varying(3) NOT NULL,
    starts_on date,
    term_months smallint NOT NULL,
    valid_until date NOT NULL,
    terms_kind character varying(24) NOT NULL,
    terms_days smallint NOT NULL,
    deposit_percent numeric(5,2) NOT NULL,
    discount_kind character varying(7) NOT NULL,
    discount_value numeric(20,6) NOT NULL,
    note text NOT NULL,
    net_minor bigint NOT NULL,
    vat_minor bigint NOT NULL,
    gross_minor bigint NOT NULL,
    one_off_minor bigint NOT NULL,
    recurring_minor bigint NOT NULL,
    mrr_minor bigint NOT NULL,
    cost_minor bigint NOT NULL,
    vat_lines jsonb NOT NULL,
    sent_at timestamp with time zone,
    accepted_at timestamp with time zone,
    accepted_name character varying(120) NOT NULL,
    accepted_role character varying(120) NOT NULL,
    consent text NOT NULL,
    refused_reason text NOT NULL,
    token_digest character varying(64) NOT NULL,
    content_digest character varying(64) NOT NULL,
    renews_contract uuid,
    revision integer NOT NULL,
    book_id uuid NOT NULL,
    contact_id uuid,
    customer_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    opportunity_id uuid,
    owner_id uuid,
    chosen jsonb NOT NULL,
    channel character varying(40) NOT NULL,
    coupons jsonb NOT NULL,
    approval_asked boolean NOT NULL,
    cleared jsonb,
    former jsonb NOT NULL,
    picked jsonb NOT NULL,
    amendment jsonb,
    amends_contract uuid,
    contract_version integer,
    alternative character varying(1) NOT NULL,
    alternatives jsonb NOT NULL,
    recommended character varying(1) NOT NULL,
    schedule jsonb NOT NULL,
    offered jsonb,
    uplift jsonb,
    CONSTRAINT quote_accepted_has_proof CHECK ((((accepted_at IS NOT NULL) AND (NOT ((accepted_name)::text = ''::text)) AND (NOT (consent = ''::text))) OR (NOT ((state)::text = 'accepted'::text)))),
    CONSTRAINT quote_amendment_no_uplift CHECK (((uplift = 'null'::jsonb) OR (amends_contract IS NULL))),
    CONSTRAINT quote_amends_whole CHECK ((((amendment = 'null'::jsonb) AND (amends_contract IS NULL) AND (contract_version IS NULL)) OR ((amendment IS NOT NULL) AND (amends_contract IS NOT NULL) AND (contract_version IS NOT NULL) AND (renews_contract IS NULL)))),
    CONSTRAINT quote_deposit_percent CHECK (((deposit_percent >= (0)::numeric) AND (deposit_percent <= (100)::numeric))),
    CONSTRAINT quote_picked_on_acceptance CHECK (((picked = '{}'::jsonb) OR ((state)::text = 'accepted'::text))),
    CONSTRAINT quote_recommends_one CHECK (((((alternative)::text = ''::text) AND (alternatives = '[]'::jsonb) AND ((recommended)::text = ''::text)) OR ((NOT (alternatives = '[]'::jsonb)) AND (NOT ((recommended)::text = ''::text)) AND (amends_contract IS NULL)))),
    CONSTRAINT quote_schedule_or_deposit CHECK (((schedule = '[]'::jsonb) OR (deposit_percent = (0)::numeric))),
    CONSTRAINT quote_sent_has_time CHECK (((sent_at IS NOT NULL) OR ((state)::text = ANY ((ARRAY['draft'::character varying, 'void'::character varying])::text[])))),
    CONSTRAINT quote_state_known CHECK (((state)::text = ANY ((ARRAY['draft'::character varying, 'sent'::character varying, 'accepted'::character varying, 'refused'::character varying, 'expired'::character varying, 'superseded'::character varying, 'void'::character varying])::text[]))),
    CONSTRAINT quoting_quote_contract_version_check CHECK ((contract_version >= 0)),
    CONSTRAINT quoting_quote_revision_check CHECK ((revision >= 0)),
    CONSTRAINT quoting_quote_term_months_check CHECK ((term_months >= 0)),
    CONSTRAINT quoting_quote_terms_days_check CHECK ((terms_days >= 0)),
    CONSTRAINT quoting_quote_version_check CHECK ((version >= 0))
);

CREATE TABLE public.quoting_template (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    name character varying(120) NOT NULL,
    currency character varying(3) NOT NULL,
    head jsonb NOT NULL,
    lines jsonb NOT NULL,
    removed boolean NOT NULL,
    entity_id uuid NOT NULL,
    CONSTRAINT quote_template_has_name CHECK ((NOT ((name)::text = ''::text)))
);

CREATE TABLE public.recognizing_obligation (
    id bigint NOT NULL,
    pattern character varying(13) NOT NULL,
    currency character varying(3) NOT NULL,
    total_minor bigint NOT NULL,
    account_role character varying(30) NOT NULL,
    booked_on date NOT NULL,
    starts_on date,
    ends_on date,
    charge_id bigint,
    customer_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    order_line_id bigint NOT NULL,
    usage_id bigint,
    part smallint,
    ramp_id bigint,
    kept_minor bigint,
    CONSTRAINT obligation_part_of_ramp CHECK (((part IS NULL) OR ((charge_id IS NULL) AND (part >= 0) AND ((pattern)::text = 'straight_line'::text) AND (ramp_id IS NOT NULL) AND (usage_id IS NULL)))),
    CONSTRAINT obligation_pattern_known CHECK (((pattern)::text = ANY ((ARRAY['on_delivery'::character varying, 'straight_line'::character varying, 'as_billed'::character varying])::text[]))),
    CONSTRAINT obligation_time_has_term CHECK (((NOT ((pattern)::text = 'straight_line'::text)) OR ((ends_on > starts_on) AND (ends_on IS NOT NULL) AND (starts_on IS NOT NULL))))
);

ALTER TABLE public.recognizing_obligation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.recognizing_obligation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.recognizing_ramp (
    id bigint NOT NULL,
    head_id bigint NOT NULL,
    line_ids bigint[] NOT NULL,
    rule character varying(13) NOT NULL,
    usual character varying(13) NOT NULL,
    reason character varying(200) NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    until date NOT NULL,
    total_minor bigint NOT NULL,
    spans jsonb NOT NULL,
    pieces smallint NOT NULL,
    entity_id uuid NOT NULL,
    order_id uuid NOT NULL,
    agreed_on date,
    before_minor bigint DEFAULT 0 NOT NULL,
    CONSTRAINT ramp_dates CHECK ((ends_on >= starts_on)),
    CONSTRAINT ramp_spread_known CHECK ((((rule)::text = ANY ((ARRAY['over_the_term'::character varying, 'by_segment'::character varying])::text[])) AND ((usual)::text = ANY ((ARRAY['over_the_term'::character varying, 'by_segment'::character varying])::text[])))),
    CONSTRAINT ramp_unusual_has_reason CHECK ((((rule)::text = (usual)::text) OR (NOT ((reason)::text = ''::text)))),
    CONSTRAINT recognizing_ramp_pieces_check CHECK ((pieces >= 0))
);

ALTER TABLE public.recognizing_ramp ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.recognizing_ramp_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.recognizing_recognition (
    id bigint NOT NULL,
    cause character varying(8) NOT NULL,
    month date NOT NULL,
    recognized_on date NOT NULL,
    amount_minor bigint NOT NULL,
    delivery_line_id bigint,
    invoice_line_id bigint,
    obligation_id bigint NOT NULL,
    CONSTRAINT recognition_has_cause CHECK (((((cause)::text = 'delivery'::text) AND (delivery_line_id IS NOT NULL)) OR ((cause)::text = 'time'::text) OR (((cause)::text = ANY ((ARRAY['billing'::character varying, 'credit'::character varying])::text[])) AND (invoice_line_id IS NOT NULL))))
);

ALTER TABLE public.recognizing_recognition ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.recognizing_recognition_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.recognizing_total (
    id bigint NOT NULL,
    currency character varying(3) NOT NULL,
    booked_on date NOT NULL,
    day date NOT NULL,
    promised_minor bigint NOT NULL,
    recognized_minor bigint NOT NULL,
    customer_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    order_id uuid NOT NULL
);

ALTER TABLE public.recognizing_total ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.recognizing_total_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.recommending_learning (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    since date NOT NULL,
    until date NOT NULL,
    baskets integer NOT NULL,
    products integer NOT NULL,
    pairs integer NOT NULL,
    cases integer NOT NULL,
    hits integer NOT NULL,
    popular integer NOT NULL,
    judged_from date,
    entity_id uuid NOT NULL,
    CONSTRAINT learning_hits CHECK (((hits <= cases) AND (popular <= cases))),
    CONSTRAINT recommending_learning_baskets_check CHECK ((baskets >= 0)),
    CONSTRAINT recommending_learning_cases_check CHECK ((cases >= 0)),
    CONSTRAINT recommending_learning_hits_check CHECK ((hits >= 0)),
    CONSTRAINT recommending_learning_pairs_check CHECK ((pairs >= 0)),
    CONSTRAINT recommending_learning_popular_check CHECK ((popular >= 0)),
    CONSTRAINT recommending_learning_products_check CHECK ((products >= 0))
);

CREATE TABLE public.recommending_link (
    id bigint NOT NULL,
    kind character varying(9) NOT NULL,
    other_id uuid NOT NULL,
    product_id uuid NOT NULL,
    CONSTRAINT link_kind_known CHECK (((kind)::text = ANY ((ARRAY['accessory'::character varying, 'upgrade'::character varying])::text[]))),
    CONSTRAINT link_of_two CHECK ((NOT (product_id = other_id)))
);

ALTER TABLE public.recommending_link ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.recommending_link_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.recommending_pair (
    id bigint NOT NULL,
    together integer NOT NULL,
    other_id uuid NOT NULL,
    product_id uuid NOT NULL,
    CONSTRAINT pair_of_two CHECK ((NOT (product_id = other_id))),
    CONSTRAINT recommending_pair_together_check CHECK ((together >= 0))
);

ALTER TABLE public.recommending_pair ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.recommending_pair_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.recommending_support (
    id bigint NOT NULL,
    baskets integer NOT NULL,
    entity_id uuid NOT NULL,
    product_id uuid NOT NULL,
    CONSTRAINT recommending_support_baskets_check CHECK ((baskets >= 0))
);

ALTER TABLE public.recommending_support ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.recommending_support_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.recommending_taste (
    id bigint NOT NULL,
    buyers smallint NOT NULL,
    alike smallint NOT NULL,
    customer_id uuid NOT NULL,
    product_id uuid NOT NULL,
    CONSTRAINT recommending_taste_alike_check CHECK ((alike >= 0)),
    CONSTRAINT recommending_taste_buyers_check CHECK ((buyers >= 0)),
    CONSTRAINT taste_buyers CHECK ((buyers <= alike))
);

ALTER TABLE public.recommending_taste ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.recommending_taste_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.renewing_renewal (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    state character varying(7) NOT NULL,
    due_on date NOT NULL,
    notice_on date,
    opened_on date NOT NULL,
    lost_reason character varying(200) NOT NULL,
    contract_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    quote_id uuid,
    CONSTRAINT renewal_lost_has_reason CHECK (((NOT ((state)::text = 'lost'::text)) OR (NOT ((lost_reason)::text = ''::text)))),
    CONSTRAINT renewal_state_known CHECK (((state)::text = ANY ((ARRAY['open'::character varying, 'quoted'::character varying, 'renewed'::character varying, 'lost'::character varying])::text[])))
);

CREATE TABLE public.subscribing_charge (
    id bigint NOT NULL,
    number integer NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    bill_on date NOT NULL,
    net_minor bigint NOT NULL,
    service_id uuid NOT NULL,
    part smallint DEFAULT 0 NOT NULL,
    CONSTRAINT charge_dates CHECK ((ends_on > starts_on)),
    CONSTRAINT subscribing_charge_number_check CHECK ((number >= 0)),
    CONSTRAINT subscribing_charge_part_check CHECK ((part >= 0))
);

ALTER TABLE public.subscribing_charge ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.subscribing_charge_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.subscribing_service (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    state character varying(8) NOT NULL,
    charge_kind character varying(9) NOT NULL,
    quantity numeric(20,6) NOT NULL,
    period_minor bigint NOT NULL,
    currency character varying(3) NOT NULL,
    billing_months smallint NOT NULL,
    billing_timing character varying(7) NOT NULL,
    anchor_on date NOT NULL,
    ends_on date,
    ended_reason character varying(200) NOT NULL,
    customer_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    order_id uuid NOT NULL,
    order_line_id bigint NOT NULL,
    product_id uuid NOT NULL,
    amended_by uuid,
    counted_from date,
    follows_id uuid,
    gives_back boolean NOT NULL,
    unit_net numeric(24,12),
    CONSTRAINT service_counted_from CHECK (((counted_from IS NULL) OR (counted_from <= anchor_on))),
    CONSTRAINT service_dates CHECK (((ends_on IS NULL) OR (ends_on >= anchor_on))),
    CONSTRAINT service_months CHECK ((billing_months > 0)),
    CONSTRAINT service_state_known CHECK (((state)::text = ANY ((ARRAY['active'::character varying, 'ended'::character varying])::text[]))),
    CONSTRAINT subscribing_service_billing_months_check CHECK ((billing_months >= 0))
);

CREATE TABLE public.taxes_decision (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    digest character varying(64) NOT NULL,
    category character varying(2) NOT NULL,
    rate numeric(5,2) NOT NULL,
    country character varying(2) NOT NULL,
    vatex character varying(40) NOT NULL,
    rule character varying(60) NOT NULL,
    version smallint NOT NULL,
    mention_fr text NOT NULL,
    mention_en text NOT NULL,
    reason_fr text NOT NULL,
    reason_en text NOT NULL,
    facts jsonb NOT NULL,
    entity_id uuid NOT NULL,
    margin_rate numeric(5,2),
    CONSTRAINT decision_category_known CHECK (((category)::text = ANY ((ARRAY['S'::character varying, 'E'::character varying, 'AE'::character varying, 'K'::character varying, 'G'::character varying, 'O'::character varying, 'Z'::character varying])::text[]))),
    CONSTRAINT decision_margin_shows_none CHECK (((margin_rate IS NULL) OR (((category)::text = 'E'::text) AND (margin_rate >= (0)::numeric) AND (margin_rate IS NOT NULL) AND (margin_rate <= (100)::numeric) AND (rate = (0)::numeric)))),
    CONSTRAINT decision_rate CHECK (((rate >= (0)::numeric) AND (rate <= (100)::numeric))),
    CONSTRAINT taxes_decision_version_check CHECK ((version >= 0))
);

CREATE TABLE public.trying_trial (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    company_id uuid NOT NULL,
    progress_id uuid,
    ready_at timestamp with time zone,
    user_id uuid NOT NULL,
    tier character varying(10) DEFAULT ''::character varying NOT NULL
);

ALTER TABLE ONLY public.procrastinate_events ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_events_id_seq'::regclass);

ALTER TABLE ONLY public.procrastinate_jobs ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_jobs_id_seq'::regclass);

ALTER TABLE ONLY public.procrastinate_periodic_defers ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_periodic_defers_id_seq'::regclass);

ALTER TABLE ONLY public.ledger_account
    ADD CONSTRAINT account_code_once UNIQUE (entity_id, code);

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.contracting_annex
    ADD CONSTRAINT annex_place_once UNIQUE (draft_id, place);

ALTER TABLE ONLY public.approvals_calendar
    ADD CONSTRAINT approvals_calendar_entity_id_key UNIQUE (entity_id);

ALTER TABLE ONLY public.approvals_calendar
    ADD CONSTRAINT approvals_calendar_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.approvals_decision
    ADD CONSTRAINT approvals_decision_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.approvals_link
    ADD CONSTRAINT approvals_link_nonce_digest_key UNIQUE (nonce_digest);

ALTER TABLE ONLY public.approvals_link
    ADD CONSTRAINT approvals_link_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.approvals_notice
    ADD CONSTRAINT approvals_notice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.approvals_policy
    ADD CONSTRAINT approvals_policy_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.approvals_request
    ADD CONSTRAINT approvals_request_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.approvals_step
    ADD CONSTRAINT approvals_step_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.approvals_substitute
    ADD CONSTRAINT approvals_substitute_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.collecting_bank_line
    ADD CONSTRAINT bank_line_once UNIQUE (entity_id, fingerprint, occurrence);

ALTER TABLE ONLY public.ledger_batch
    ADD CONSTRAINT batch_seq_once UNIQUE (entity_id, seq);

ALTER TABLE ONLY public.catalog_bundle_part
    ADD CONSTRAINT bundle_part_once UNIQUE (bundle_id, part_id);

ALTER TABLE ONLY public.catalog_bundle_part
    ADD CONSTRAINT catalog_bundle_part_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_medium
    ADD CONSTRAINT catalog_medium_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT catalog_product_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.subscribing_charge
    ADD CONSTRAINT charge_period_once UNIQUE (service_id, number, part);

ALTER TABLE ONLY public.contracting_clause
    ADD CONSTRAINT clause_version_once UNIQUE (lineage, version);

ALTER TABLE ONLY public.collecting_allocation
    ADD CONSTRAINT collecting_allocation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.collecting_allocation
    ADD CONSTRAINT collecting_allocation_reverses_id_key UNIQUE (reverses_id);

ALTER TABLE ONLY public.collecting_bank_line
    ADD CONSTRAINT collecting_bank_line_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.collecting_open_item
    ADD CONSTRAINT collecting_open_item_pkey PRIMARY KEY (invoice_id);

ALTER TABLE ONLY public.collecting_payer_message
    ADD CONSTRAINT collecting_payer_message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.collecting_payment
    ADD CONSTRAINT collecting_payment_bank_line_id_key UNIQUE (bank_line_id);

ALTER TABLE ONLY public.collecting_payment
    ADD CONSTRAINT collecting_payment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.collecting_reminder_level
    ADD CONSTRAINT collecting_reminder_level_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.collecting_reminder_line
    ADD CONSTRAINT collecting_reminder_line_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.collecting_reminder_pause
    ADD CONSTRAINT collecting_reminder_pause_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.collecting_reminder
    ADD CONSTRAINT collecting_reminder_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.collecting_reminder_plan
    ADD CONSTRAINT collecting_reminder_plan_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.collecting_return
    ADD CONSTRAINT collecting_return_bank_line_id_key UNIQUE (bank_line_id);

ALTER TABLE ONLY public.collecting_return
    ADD CONSTRAINT collecting_return_payment_id_key UNIQUE (payment_id);

ALTER TABLE ONLY public.collecting_return
    ADD CONSTRAINT collecting_return_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.collecting_statement
    ADD CONSTRAINT collecting_statement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.configuring_configuration
    ADD CONSTRAINT configuring_configuration_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.configuring_model
    ADD CONSTRAINT configuring_model_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.configuring_version
    ADD CONSTRAINT configuring_version_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.integrating_connection
    ADD CONSTRAINT connection_name_once UNIQUE (entity_id, name);

ALTER TABLE ONLY public.contracting_contract
    ADD CONSTRAINT contract_number_once UNIQUE (entity_id, number);

ALTER TABLE ONLY public.contracting_version
    ADD CONSTRAINT contract_version_once UNIQUE (contract_id, number);

ALTER TABLE ONLY public.contracting_annex
    ADD CONSTRAINT contracting_annex_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.contracting_clause_change
    ADD CONSTRAINT contracting_clause_change_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.contracting_clause_comment
    ADD CONSTRAINT contracting_clause_comment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.contracting_clause
    ADD CONSTRAINT contracting_clause_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.contracting_contract
    ADD CONSTRAINT contracting_contract_clauses_id_key UNIQUE (clauses_id);

ALTER TABLE ONLY public.contracting_contract
    ADD CONSTRAINT contracting_contract_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.contracting_contract
    ADD CONSTRAINT contracting_contract_quote_id_key UNIQUE (quote_id);

ALTER TABLE ONLY public.contracting_draft_clause
    ADD CONSTRAINT contracting_draft_clause_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.contracting_draft_mail
    ADD CONSTRAINT contracting_draft_mail_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.contracting_draft
    ADD CONSTRAINT contracting_draft_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.contracting_draft_version
    ADD CONSTRAINT contracting_draft_version_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.contracting_duty_mark
    ADD CONSTRAINT contracting_duty_mark_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.contracting_duty
    ADD CONSTRAINT contracting_duty_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.contracting_general_terms
    ADD CONSTRAINT contracting_general_terms_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.contracting_playbook_rule
    ADD CONSTRAINT contracting_playbook_rule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.contracting_seal_key
    ADD CONSTRAINT contracting_seal_key_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.contracting_signer
    ADD CONSTRAINT contracting_signer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.contracting_signing_event
    ADD CONSTRAINT contracting_signing_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.contracting_signing_mail
    ADD CONSTRAINT contracting_signing_mail_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.contracting_signing
    ADD CONSTRAINT contracting_signing_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.contracting_version
    ADD CONSTRAINT contracting_version_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.contracting_version
    ADD CONSTRAINT contracting_version_quote_id_key UNIQUE (quote_id);

ALTER TABLE ONLY public.platform_counter
    ADD CONSTRAINT counter_once UNIQUE (entity_id, series, year);

ALTER TABLE ONLY public.credit_account
    ADD CONSTRAINT credit_account_once UNIQUE (customer_id, currency);

ALTER TABLE ONLY public.credit_account
    ADD CONSTRAINT credit_account_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.currencies_rate
    ADD CONSTRAINT currencies_rate_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.integrating_cursor
    ADD CONSTRAINT cursor_once UNIQUE (connection_id, kind);

ALTER TABLE ONLY public.parties_customer
    ADD CONSTRAINT customer_number_once UNIQUE (entity_id, number);

ALTER TABLE ONLY public.taxes_decision
    ADD CONSTRAINT decision_once UNIQUE (entity_id, digest);

ALTER TABLE ONLY public.fulfilling_line
    ADD CONSTRAINT delivery_line_once UNIQUE (delivery_id, order_line_id);

ALTER TABLE ONLY public.fulfilling_delivery
    ADD CONSTRAINT delivery_number_once UNIQUE (entity_id, number);

ALTER TABLE ONLY public.platform_delivery
    ADD CONSTRAINT delivery_once UNIQUE (event_id, handler);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);

ALTER TABLE ONLY public.contracting_draft_clause
    ADD CONSTRAINT draft_clause_once UNIQUE (version_id, key);

ALTER TABLE ONLY public.contracting_draft_clause
    ADD CONSTRAINT draft_clause_place_once UNIQUE (version_id, place);

ALTER TABLE ONLY public.contracting_draft_mail
    ADD CONSTRAINT draft_mail_of_a_comment_once UNIQUE (comment_id);

ALTER TABLE ONLY public.contracting_draft_mail
    ADD CONSTRAINT draft_mail_once UNIQUE (change_id, kind);

ALTER TABLE ONLY public.contracting_draft_version
    ADD CONSTRAINT draft_version_once UNIQUE (draft_id, n);

ALTER TABLE ONLY public.contracting_duty_mark
    ADD CONSTRAINT duty_marked_once UNIQUE (duty_id, due_on, kind);

ALTER TABLE ONLY public.ledger_entry
    ADD CONSTRAINT entry_number_once UNIQUE (entity_id, number);

ALTER TABLE ONLY public.features_choice
    ADD CONSTRAINT features_choice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.fulfilling_delivery
    ADD CONSTRAINT fulfilling_delivery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.fulfilling_line
    ADD CONSTRAINT fulfilling_line_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.integrating_heard
    ADD CONSTRAINT heard_once UNIQUE (connection_id, seq);

ALTER TABLE ONLY public.imports_import
    ADD CONSTRAINT import_once UNIQUE (entity_id, sha256);

ALTER TABLE ONLY public.imports_import
    ADD CONSTRAINT imports_import_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.imports_line_file
    ADD CONSTRAINT imports_line_file_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.imports_listed
    ADD CONSTRAINT imports_listed_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.integrating_incoming
    ADD CONSTRAINT incoming_told_once UNIQUE (connection_id, told);

ALTER TABLE ONLY public.pricing_index_value
    ADD CONSTRAINT index_value_once UNIQUE (entity_id, code, day, revision);

ALTER TABLE ONLY public.integrating_connection
    ADD CONSTRAINT integrating_connection_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.integrating_cursor
    ADD CONSTRAINT integrating_cursor_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.integrating_heard
    ADD CONSTRAINT integrating_heard_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.integrating_incoming
    ADD CONSTRAINT integrating_incoming_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.integrating_link
    ADD CONSTRAINT integrating_link_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.integrating_outgoing
    ADD CONSTRAINT integrating_outgoing_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.invoicing_line
    ADD CONSTRAINT invoice_line_once UNIQUE (invoice_id, "position");

ALTER TABLE ONLY public.invoicing_mail
    ADD CONSTRAINT invoice_mail_once UNIQUE (invoice_id, number);

ALTER TABLE ONLY public.invoicing_mailing
    ADD CONSTRAINT invoice_mailing_once UNIQUE NULLS NOT DISTINCT (entity_id, customer_id);

ALTER TABLE ONLY public.invoicing_invoice
    ADD CONSTRAINT invoice_number_once UNIQUE (entity_id, number);

ALTER TABLE ONLY public.invoicing_vat
    ADD CONSTRAINT invoice_vat_once UNIQUE (invoice_id, decision_id);

ALTER TABLE ONLY public.invoicing_invoice
    ADD CONSTRAINT invoicing_invoice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.invoicing_line
    ADD CONSTRAINT invoicing_line_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.invoicing_link
    ADD CONSTRAINT invoicing_link_pkey PRIMARY KEY (invoice_id);

ALTER TABLE ONLY public.invoicing_mail
    ADD CONSTRAINT invoicing_mail_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.invoicing_mailing
    ADD CONSTRAINT invoicing_mailing_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.invoicing_vat
    ADD CONSTRAINT invoicing_vat_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_account
    ADD CONSTRAINT ledger_account_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_batch
    ADD CONSTRAINT ledger_batch_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_book
    ADD CONSTRAINT ledger_book_pkey PRIMARY KEY (entity_id);

ALTER TABLE ONLY public.ledger_entry
    ADD CONSTRAINT ledger_entry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_entry
    ADD CONSTRAINT ledger_entry_reverses_id_key UNIQUE (reverses_id);

ALTER TABLE ONLY public.ledger_line
    ADD CONSTRAINT ledger_line_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.imports_line_file
    ADD CONSTRAINT line_file_once UNIQUE (quote_id, sha256);

ALTER TABLE ONLY public.recommending_link
    ADD CONSTRAINT link_once UNIQUE (product_id, other_id);

ALTER TABLE ONLY public.integrating_link
    ADD CONSTRAINT link_once_for_ours UNIQUE (connection_id, kind, our_id);

ALTER TABLE ONLY public.integrating_link
    ADD CONSTRAINT link_once_for_theirs UNIQUE (connection_id, kind, external_id);

ALTER TABLE ONLY public.imports_listed
    ADD CONSTRAINT listed_once UNIQUE (entity_id, document, "row");

ALTER TABLE ONLY public.catalog_medium
    ADD CONSTRAINT medium_once UNIQUE (product_id, sha256);

ALTER TABLE ONLY public.metering_usage_charge
    ADD CONSTRAINT metering_usage_charge_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.metering_usage
    ADD CONSTRAINT metering_usage_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.configuring_version
    ADD CONSTRAINT model_version_once UNIQUE (model_id, number);

ALTER TABLE ONLY public.recognizing_obligation
    ADD CONSTRAINT obligation_once UNIQUE NULLS NOT DISTINCT (order_line_id, charge_id, usage_id, part);

ALTER TABLE ONLY public.pricing_customer_price
    ADD CONSTRAINT one_agreement_a_day EXCLUDE USING gist (customer_id WITH =, target WITH =, currency WITH =, daterange(starts_on, ends_on) WITH &&);

ALTER TABLE ONLY public.pricing_commission
    ADD CONSTRAINT one_commission_a_day EXCLUDE USING gist (entity_id WITH =, category WITH =, currency WITH =, COALESCE(margin_from, ('-1'::integer)::numeric) WITH =, daterange(starts_on, ends_on) WITH &&);

ALTER TABLE ONLY public.contracting_draft
    ADD CONSTRAINT one_draft_of_a_negotiation UNIQUE (series);

ALTER TABLE ONLY public.pricing_price
    ADD CONSTRAINT one_price_a_day EXCLUDE USING gist (book_id WITH =, product_id WITH =, price_type WITH =, daterange(starts_on, ends_on) WITH &&);

ALTER TABLE ONLY public.collecting_reminder
    ADD CONSTRAINT one_reminder_a_day UNIQUE (customer_id, currency, "on", entity_id);

ALTER TABLE ONLY public.prospecting_opportunity
    ADD CONSTRAINT opportunity_number_once UNIQUE (entity_id, number);

ALTER TABLE ONLY public.ordering_line
    ADD CONSTRAINT order_line_once UNIQUE (order_id, "position");

ALTER TABLE ONLY public.ordering_order
    ADD CONSTRAINT order_number_once UNIQUE (entity_id, number);

ALTER TABLE ONLY public.recognizing_total
    ADD CONSTRAINT order_total_once UNIQUE (entity_id, order_id, customer_id, currency, booked_on, day);

ALTER TABLE ONLY public.ordering_line
    ADD CONSTRAINT ordering_line_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ordering_order
    ADD CONSTRAINT ordering_order_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ordering_order
    ADD CONSTRAINT ordering_order_quote_id_key UNIQUE (quote_id);

ALTER TABLE ONLY public.recommending_pair
    ADD CONSTRAINT pair_once UNIQUE (product_id, other_id);

ALTER TABLE ONLY public.parties_address
    ADD CONSTRAINT parties_address_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.parties_contact
    ADD CONSTRAINT parties_contact_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.parties_customer
    ADD CONSTRAINT parties_customer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.parties_entity
    ADD CONSTRAINT parties_entity_code_key UNIQUE (code);

ALTER TABLE ONLY public.parties_entity
    ADD CONSTRAINT parties_entity_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.parties_partner
    ADD CONSTRAINT parties_partner_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.parties_self_billing
    ADD CONSTRAINT parties_self_billing_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.parties_partner
    ADD CONSTRAINT partner_name_once UNIQUE (entity_id, name);

ALTER TABLE ONLY public.collecting_payment
    ADD CONSTRAINT payment_number_once UNIQUE (entity_id, number);

ALTER TABLE ONLY public.platform_api_key
    ADD CONSTRAINT platform_api_key_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.platform_api_key
    ADD CONSTRAINT platform_api_key_prefix_key UNIQUE (prefix);

ALTER TABLE ONLY public.platform_clock
    ADD CONSTRAINT platform_clock_pkey PRIMARY KEY (entity_id);

ALTER TABLE ONLY public.platform_counter
    ADD CONSTRAINT platform_counter_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.platform_delivery
    ADD CONSTRAINT platform_delivery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.platform_event
    ADD CONSTRAINT platform_event_id_key UNIQUE (id);

ALTER TABLE ONLY public.platform_event
    ADD CONSTRAINT platform_event_pkey PRIMARY KEY (seq);

ALTER TABLE ONLY public.platform_file
    ADD CONSTRAINT platform_file_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.platform_heartbeat
    ADD CONSTRAINT platform_heartbeat_pkey PRIMARY KEY (worker);

ALTER TABLE ONLY public.platform_progress
    ADD CONSTRAINT platform_progress_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.platform_user
    ADD CONSTRAINT platform_user_email_key UNIQUE (email);

ALTER TABLE ONLY public.platform_user_groups
    ADD CONSTRAINT platform_user_groups_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.platform_user_groups
    ADD CONSTRAINT platform_user_groups_user_id_group_id_b4484cb3_uniq UNIQUE (user_id, group_id);

ALTER TABLE ONLY public.platform_user
    ADD CONSTRAINT platform_user_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.platform_user_role
    ADD CONSTRAINT platform_user_role_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.platform_user_user_permissions
    ADD CONSTRAINT platform_user_user_permi_user_id_permission_id_7bd2a82d_uniq UNIQUE (user_id, permission_id);

ALTER TABLE ONLY public.platform_user_user_permissions
    ADD CONSTRAINT platform_user_user_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.approvals_policy
    ADD CONSTRAINT policy_version_once UNIQUE (lineage, version);

ALTER TABLE ONLY public.portal_buyer
    ADD CONSTRAINT portal_buyer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.portal_counter
    ADD CONSTRAINT portal_counter_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.portal_mail
    ADD CONSTRAINT portal_mail_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.portal_message
    ADD CONSTRAINT portal_message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.portal_tally
    ADD CONSTRAINT portal_tally_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.portal_visit
    ADD CONSTRAINT portal_visit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.quoting_presence
    ADD CONSTRAINT presence_once UNIQUE (quote_id, person_id);

ALTER TABLE ONLY public.pricing_price_book
    ADD CONSTRAINT price_book_code_once UNIQUE (entity_id, code);

ALTER TABLE ONLY public.pricing_commission
    ADD CONSTRAINT pricing_commission_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.pricing_customer_price
    ADD CONSTRAINT pricing_customer_price_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.pricing_index_value
    ADD CONSTRAINT pricing_index_value_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.pricing_price_book
    ADD CONSTRAINT pricing_price_book_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.pricing_price_change
    ADD CONSTRAINT pricing_price_change_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.pricing_price
    ADD CONSTRAINT pricing_price_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.pricing_promotion
    ADD CONSTRAINT pricing_promotion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.pricing_rule_version
    ADD CONSTRAINT pricing_rule_version_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_unique UNIQUE (task_name, periodic_id, defer_timestamp);

ALTER TABLE ONLY public.procrastinate_workers
    ADD CONSTRAINT procrastinate_workers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.configuring_model
    ADD CONSTRAINT product_model_code_once UNIQUE (entity_id, code);

ALTER TABLE ONLY public.configuring_model
    ADD CONSTRAINT product_model_product_once UNIQUE (product_id);

ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT product_sku_once UNIQUE (entity_id, sku);

ALTER TABLE ONLY public.pricing_promotion
    ADD CONSTRAINT promotion_code_once UNIQUE (entity_id, code);

ALTER TABLE ONLY public.quoting_promotion_use
    ADD CONSTRAINT promotion_use_mine UNIQUE (promotion_id, customer_id, mine);

ALTER TABLE ONLY public.quoting_promotion_use
    ADD CONSTRAINT promotion_use_number UNIQUE (promotion_id, number);

ALTER TABLE ONLY public.quoting_promotion_use
    ADD CONSTRAINT promotion_used_once UNIQUE (promotion_id, series);

ALTER TABLE ONLY public.prospecting_opportunity
    ADD CONSTRAINT prospecting_opportunity_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.quoting_line
    ADD CONSTRAINT quote_line_position_once UNIQUE (quote_id, "position") DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quoting_quote
    ADD CONSTRAINT quote_number_once UNIQUE (entity_id, number, version);

ALTER TABLE ONLY public.quoting_quote
    ADD CONSTRAINT quote_version_once UNIQUE (series, version);

ALTER TABLE ONLY public.quoting_edit
    ADD CONSTRAINT quoting_edit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.quoting_layout
    ADD CONSTRAINT quoting_layout_entity_id_key UNIQUE (entity_id);

ALTER TABLE ONLY public.quoting_layout
    ADD CONSTRAINT quoting_layout_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.quoting_line
    ADD CONSTRAINT quoting_line_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.quoting_presence
    ADD CONSTRAINT quoting_presence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.quoting_promotion_use
    ADD CONSTRAINT quoting_promotion_use_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.quoting_quote
    ADD CONSTRAINT quoting_quote_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.quoting_template
    ADD CONSTRAINT quoting_template_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.recognizing_ramp
    ADD CONSTRAINT ramp_once UNIQUE (head_id);

ALTER TABLE ONLY public.currencies_rate
    ADD CONSTRAINT rate_once UNIQUE (entity_id, day, from_currency, to_currency, revision);

ALTER TABLE ONLY public.recognizing_obligation
    ADD CONSTRAINT recognizing_obligation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.recognizing_ramp
    ADD CONSTRAINT recognizing_ramp_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.recognizing_recognition
    ADD CONSTRAINT recognizing_recognition_delivery_line_id_key UNIQUE (delivery_line_id);

ALTER TABLE ONLY public.recognizing_recognition
    ADD CONSTRAINT recognizing_recognition_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.recognizing_total
    ADD CONSTRAINT recognizing_total_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.recommending_learning
    ADD CONSTRAINT recommending_learning_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.recommending_link
    ADD CONSTRAINT recommending_link_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.recommending_pair
    ADD CONSTRAINT recommending_pair_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.recommending_support
    ADD CONSTRAINT recommending_support_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.recommending_taste
    ADD CONSTRAINT recommending_taste_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.collecting_reminder_line
    ADD CONSTRAINT reminder_names_it_once UNIQUE (reminder_id, item_id);

ALTER TABLE ONLY public.collecting_reminder_level
    ADD CONSTRAINT reminder_plan_days_once UNIQUE (plan_id, days);

ALTER TABLE ONLY public.collecting_reminder_level
    ADD CONSTRAINT reminder_plan_level_once UNIQUE (plan_id, level);

ALTER TABLE ONLY public.collecting_reminder_plan
    ADD CONSTRAINT reminder_plan_version_once UNIQUE (entity_id, version);

ALTER TABLE ONLY public.renewing_renewal
    ADD CONSTRAINT renewing_renewal_contract_id_key UNIQUE (contract_id);

ALTER TABLE ONLY public.renewing_renewal
    ADD CONSTRAINT renewing_renewal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.renewing_renewal
    ADD CONSTRAINT renewing_renewal_quote_id_key UNIQUE (quote_id);

ALTER TABLE ONLY public.pricing_rule_version
    ADD CONSTRAINT rule_version_once UNIQUE (entity_id, rule_id, version);

ALTER TABLE ONLY public.parties_self_billing
    ADD CONSTRAINT self_billing_one_a_day EXCLUDE USING gist (customer_id WITH =, daterange(from_on, until_on, '[]'::text) WITH &&);

ALTER TABLE ONLY public.parties_self_billing
    ADD CONSTRAINT self_billing_series_of_one EXCLUDE USING gist (entity_id WITH =, series WITH =, customer_id WITH <>);

ALTER TABLE ONLY public.subscribing_service
    ADD CONSTRAINT service_one_a_day EXCLUDE USING gist (order_line_id WITH =, daterange(anchor_on, ends_on) WITH &&);

ALTER TABLE ONLY public.contracting_signer
    ADD CONSTRAINT signer_place_once UNIQUE (signing_id, place);

ALTER TABLE ONLY public.contracting_signing_event
    ADD CONSTRAINT signing_event_once UNIQUE (signing_id, n);

ALTER TABLE ONLY public.collecting_statement
    ADD CONSTRAINT statement_once UNIQUE (entity_id, sha256);

ALTER TABLE ONLY public.subscribing_charge
    ADD CONSTRAINT subscribing_charge_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.subscribing_service
    ADD CONSTRAINT subscribing_service_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.recommending_support
    ADD CONSTRAINT support_once UNIQUE (entity_id, product_id);

ALTER TABLE ONLY public.recommending_taste
    ADD CONSTRAINT taste_once UNIQUE (customer_id, product_id);

ALTER TABLE ONLY public.taxes_decision
    ADD CONSTRAINT taxes_decision_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.contracting_general_terms
    ADD CONSTRAINT terms_version_once UNIQUE (entity_id, version);

ALTER TABLE ONLY public.trying_trial
    ADD CONSTRAINT trying_trial_company_id_key UNIQUE (company_id);

ALTER TABLE ONLY public.trying_trial
    ADD CONSTRAINT trying_trial_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.trying_trial
    ADD CONSTRAINT trying_trial_user_id_key UNIQUE (user_id);

ALTER TABLE ONLY public.metering_usage_charge
    ADD CONSTRAINT usage_charge_once UNIQUE (service_id, starts_on);

ALTER TABLE ONLY public.metering_usage
    ADD CONSTRAINT usage_key_once UNIQUE (entity_id, key);

ALTER TABLE ONLY public.platform_user_role
    ADD CONSTRAINT user_role_once UNIQUE NULLS NOT DISTINCT (user_id, role, entity_id);

CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);

CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);

CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);

CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);

CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);

CREATE UNIQUE INDEX account_role_once ON public.ledger_account USING btree (entity_id, role) WHERE (role IS NOT NULL);

CREATE UNIQUE INDEX address_one_default ON public.parties_address USING btree (customer_id, kind) WHERE (active AND is_default);

CREATE INDEX approvals_decision_policy_id_6f9ab741 ON public.approvals_decision USING btree (policy_id);

CREATE INDEX approvals_decision_request_id_b886f0d6 ON public.approvals_decision USING btree (request_id);

CREATE INDEX approvals_decision_step_id_24830d10 ON public.approvals_decision USING btree (step_id);

CREATE INDEX approvals_link_entity_id_13799a05 ON public.approvals_link USING btree (entity_id);

CREATE INDEX approvals_link_nonce_digest_e48691c2_like ON public.approvals_link USING btree (nonce_digest varchar_pattern_ops);

CREATE INDEX approvals_link_person_id_f192eb87 ON public.approvals_link USING btree (person_id);

CREATE INDEX approvals_link_request_id_3f571d27 ON public.approvals_link USING btree (request_id);

CREATE INDEX approvals_notice_person_id_02036fa9 ON public.approvals_notice USING btree (person_id);

CREATE INDEX approvals_notice_request_id_084e11cf ON public.approvals_notice USING btree (request_id);

CREATE INDEX approvals_policy_entity_id_a052c5bc ON public.approvals_policy USING btree (entity_id);

CREATE INDEX approvals_policy_escalate_person_id_2c9666f5 ON public.approvals_policy USING btree (escalate_person_id);

CREATE INDEX approvals_policy_person_id_82b27938 ON public.approvals_policy USING btree (person_id);

CREATE INDEX approvals_request_customer_id_021362d9 ON public.approvals_request USING btree (customer_id);

CREATE INDEX approvals_request_entity_id_fad8c1d7 ON public.approvals_request USING btree (entity_id);

CREATE INDEX approvals_step_delegate_id_76f70944 ON public.approvals_step USING btree (delegate_id);

CREATE INDEX approvals_step_delegator_id_d7206348 ON public.approvals_step USING btree (delegator_id);

CREATE INDEX approvals_step_person_id_4fde99b3 ON public.approvals_step USING btree (person_id);

CREATE INDEX approvals_step_policy_id_b69da1cb ON public.approvals_step USING btree (policy_id);

CREATE INDEX approvals_step_request_id_54c86df2 ON public.approvals_step USING btree (request_id);

CREATE INDEX approvals_substitute_absent_id_06284783 ON public.approvals_substitute USING btree (absent_id);

CREATE INDEX approvals_substitute_entity_id_97ded00a ON public.approvals_substitute USING btree (entity_id);

CREATE INDEX approvals_substitute_person_id_e4f5c8f7 ON public.approvals_substitute USING btree (person_id);

CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);

CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);

CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);

CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);

CREATE UNIQUE INDEX buyer_once ON public.portal_buyer USING btree (series, lower((email)::text));

CREATE INDEX catalog_bundle_part_bundle_id_acf8a44f ON public.catalog_bundle_part USING btree (bundle_id);

CREATE INDEX catalog_bundle_part_part_id_7f950334 ON public.catalog_bundle_part USING btree (part_id);

CREATE INDEX catalog_medium_product_id_c873a171 ON public.catalog_medium USING btree (product_id);

CREATE INDEX catalog_product_entity_id_3f548094 ON public.catalog_product USING btree (entity_id);

CREATE UNIQUE INDEX charge_given_back_once ON public.invoicing_line USING btree (charge_id) WHERE ((kind)::text = 'unused'::text);

CREATE UNIQUE INDEX charge_invoiced_once ON public.invoicing_line USING btree (charge_id) WHERE ((charge_id IS NOT NULL) AND (credits_id IS NULL));

CREATE INDEX choice_newest ON public.features_choice USING btree (entity_id, id DESC);

CREATE INDEX clause_comment_of ON public.contracting_clause_comment USING btree (draft_id, id);

CREATE UNIQUE INDEX clause_one_open_version ON public.contracting_clause USING btree (lineage) WHERE (ends_on IS NULL);

CREATE INDEX collecting_allocation_credit_note_id_07af609e ON public.collecting_allocation USING btree (credit_note_id);

CREATE INDEX collecting_allocation_entity_id_0bd365b7 ON public.collecting_allocation USING btree (entity_id);

CREATE INDEX collecting_allocation_item_id_0eac25cd ON public.collecting_allocation USING btree (item_id);

CREATE INDEX collecting_allocation_payment_id_8c92e0dc ON public.collecting_allocation USING btree (payment_id);

CREATE INDEX collecting_bank_line_entity_id_3aec7a1e ON public.collecting_bank_line USING btree (entity_id);

CREATE INDEX collecting_bank_line_statement_id_00fe6118 ON public.collecting_bank_line USING btree (statement_id);

CREATE INDEX collecting_open_item_entity_id_e381fe57 ON public.collecting_open_item USING btree (entity_id);

CREATE INDEX collecting_payer_message_customer_id_aa193346 ON public.collecting_payer_message USING btree (customer_id);

CREATE INDEX collecting_payer_message_entity_id_1d6389bf ON public.collecting_payer_message USING btree (entity_id);

CREATE INDEX collecting_payer_message_item_id_5444698c ON public.collecting_payer_message USING btree (item_id);

CREATE INDEX collecting_payment_customer_id_5b99a0f6 ON public.collecting_payment USING btree (customer_id);

CREATE INDEX collecting_payment_entity_id_4833caf2 ON public.collecting_payment USING btree (entity_id);

CREATE INDEX collecting_reminder_customer_id_1a3d80e3 ON public.collecting_reminder USING btree (customer_id);

CREATE INDEX collecting_reminder_entity_id_d24e072d ON public.collecting_reminder USING btree (entity_id);

CREATE INDEX collecting_reminder_level_plan_id_9e30406b ON public.collecting_reminder_level USING btree (plan_id);

CREATE INDEX collecting_reminder_line_item_id_eea3ef6e ON public.collecting_reminder_line USING btree (item_id);

CREATE INDEX collecting_reminder_line_reminder_id_c07d8966 ON public.collecting_reminder_line USING btree (reminder_id);

CREATE INDEX collecting_reminder_pause_customer_id_cbeef07e ON public.collecting_reminder_pause USING btree (customer_id);

CREATE INDEX collecting_reminder_pause_entity_id_611dfc78 ON public.collecting_reminder_pause USING btree (entity_id);

CREATE INDEX collecting_reminder_pause_item_id_2597bf45 ON public.collecting_reminder_pause USING btree (item_id);

CREATE INDEX collecting_reminder_plan_entity_id_e0d7d9fc ON public.collecting_reminder_plan USING btree (entity_id);

CREATE INDEX collecting_reminder_plan_id_6d1bc9e7 ON public.collecting_reminder USING btree (plan_id);

CREATE INDEX collecting_return_entity_id_4d1dc41d ON public.collecting_return USING btree (entity_id);

CREATE INDEX collecting_statement_entity_id_fb21335d ON public.collecting_statement USING btree (entity_id);

CREATE INDEX configuration_version ON public.configuring_configuration USING btree (version_id, created_at DESC);

CREATE INDEX configuring_configuration_entity_id_e592e4bb ON public.configuring_configuration USING btree (entity_id);

CREATE INDEX configuring_configuration_version_id_23c1d2b3 ON public.configuring_configuration USING btree (version_id);

CREATE INDEX configuring_model_entity_id_4cfd7d1c ON public.configuring_model USING btree (entity_id);

CREATE INDEX configuring_model_product_id_58eeb1e3 ON public.configuring_model USING btree (product_id);

CREATE INDEX configuring_version_model_id_6d1bf132 ON public.configuring_version USING btree (model_id);

CREATE INDEX contract_renewal ON public.contracting_contract USING btree (entity_id, renewal_on);

CREATE INDEX contracting_annex_draft_id_2b435faa ON public.contracting_annex USING btree (draft_id);

CREATE INDEX contracting_annex_file_id_bfa2b74b ON public.contracting_annex USING btree (file_id);

CREATE INDEX contracting_clause_change_draft_id_95e43550 ON public.contracting_clause_change USING btree (draft_id);

CREATE INDEX contracting_clause_comment_draft_id_c59e60a1 ON public.contracting_clause_comment USING btree (draft_id);

CREATE INDEX contracting_clause_entity_id_8fa05d6a ON public.contracting_clause USING btree (entity_id);

CREATE INDEX contracting_contract_customer_id_0945c687 ON public.contracting_contract USING btree (customer_id);

CREATE INDEX contracting_contract_entity_id_8c1c1c66 ON public.contracting_contract USING btree (entity_id);

CREATE INDEX contracting_contract_terms_id_8ad142cd ON public.contracting_contract USING btree (terms_id);

CREATE INDEX contracting_draft_clause_clause_id_b0bc9210 ON public.contracting_draft_clause USING btree (clause_id);

CREATE INDEX contracting_draft_clause_version_id_2aa7bf45 ON public.contracting_draft_clause USING btree (version_id);

CREATE INDEX contracting_draft_customer_id_ce716cd1 ON public.contracting_draft USING btree (customer_id);

CREATE INDEX contracting_draft_entity_id_94ef3ebe ON public.contracting_draft USING btree (entity_id);

CREATE INDEX contracting_draft_mail_change_id_dd8e044b ON public.contracting_draft_mail USING btree (change_id);

CREATE INDEX contracting_draft_mail_comment_id_d0a4f045 ON public.contracting_draft_mail USING btree (comment_id);

CREATE INDEX contracting_draft_version_draft_id_babdc232 ON public.contracting_draft_version USING btree (draft_id);

CREATE INDEX contracting_duty_clause_id_d51f9841 ON public.contracting_duty USING btree (clause_id);

CREATE INDEX contracting_duty_contract_id_fcbdbc1e ON public.contracting_duty USING btree (contract_id);

CREATE INDEX contracting_duty_entity_id_bffe902b ON public.contracting_duty USING btree (entity_id);

CREATE INDEX contracting_duty_mark_duty_id_e082488d ON public.contracting_duty_mark USING btree (duty_id);

CREATE INDEX contracting_duty_person_id_3162c79b ON public.contracting_duty USING btree (person_id);

CREATE INDEX contracting_general_terms_entity_id_6a8df602 ON public.contracting_general_terms USING btree (entity_id);

CREATE INDEX contracting_playbook_rule_entity_id_aadfbea7 ON public.contracting_playbook_rule USING btree (entity_id);

CREATE INDEX contracting_seal_key_entity_id_10dfc06a ON public.contracting_seal_key USING btree (entity_id);

CREATE INDEX contracting_signer_signing_id_716ead41 ON public.contracting_signer USING btree (signing_id);

CREATE INDEX contracting_signing_contract_id_24a25a10 ON public.contracting_signing USING btree (contract_id);

CREATE INDEX contracting_signing_document_id_fac554ff ON public.contracting_signing USING btree (document_id);

CREATE INDEX contracting_signing_entity_id_6920d502 ON public.contracting_signing USING btree (entity_id);

CREATE INDEX contracting_signing_event_signing_id_0b84b949 ON public.contracting_signing_event USING btree (signing_id);

CREATE INDEX contracting_signing_evidence_id_ee75bd8f ON public.contracting_signing USING btree (evidence_id);

CREATE INDEX contracting_signing_mail_signer_id_b21a332b ON public.contracting_signing_mail USING btree (signer_id);

CREATE INDEX contracting_signing_quote_id_ac657aa4 ON public.contracting_signing USING btree (quote_id);

CREATE INDEX contracting_signing_sealed_id_d47f7e36 ON public.contracting_signing USING btree (sealed_id);

CREATE INDEX contracting_version_contract_id_f18a3307 ON public.contracting_version USING btree (contract_id);

CREATE UNIQUE INDEX counter_one_open ON public.portal_counter USING btree (quote_id) WHERE ((state)::text = 'open'::text);

CREATE INDEX credit_account_customer_id_fdcd6464 ON public.credit_account USING btree (customer_id);

CREATE INDEX credit_account_entity_id_7168e04f ON public.credit_account USING btree (entity_id);

CREATE INDEX currencies_rate_entity_id_deeacde9 ON public.currencies_rate USING btree (entity_id);

CREATE UNIQUE INDEX customer_external_ref_once ON public.parties_customer USING btree (entity_id, external_ref) WHERE (external_ref IS NOT NULL);

CREATE INDEX customer_name ON public.parties_customer USING btree (entity_id, name);

CREATE INDEX decision_recent ON public.approvals_decision USING btree (entity_id, id DESC);

CREATE INDEX delivery_day ON public.fulfilling_delivery USING btree (entity_id, delivered_on DESC);

CREATE INDEX delivery_order ON public.fulfilling_delivery USING btree (order_id);

CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);

CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);

CREATE INDEX draft_clause_of ON public.contracting_draft_clause USING btree (clause_id);

CREATE INDEX draft_clause_text_en ON public.contracting_draft_clause USING gin (public.contracting_words('english'::regconfig, (((title)::text || ' '::text) || text))) WHERE ((language)::text = 'en'::text);

CREATE INDEX draft_clause_text_fr ON public.contracting_draft_clause USING gin (public.contracting_words('french'::regconfig, (((title)::text || ' '::text) || text))) WHERE ((language)::text = 'fr'::text);

CREATE INDEX draft_mail_waits ON public.contracting_draft_mail USING btree (id) WHERE (mailed_at IS NULL);

CREATE INDEX duty_due ON public.contracting_duty USING btree (entity_id, first_on);

CREATE INDEX entry_day ON public.ledger_entry USING btree (entity_id, booked_on);

CREATE INDEX entry_source ON public.ledger_entry USING btree (source_id);

CREATE INDEX event_entity ON public.platform_event USING btree (entity_id, seq);

CREATE UNIQUE INDEX event_key_once ON public.platform_event USING btree (actor, key) WHERE (key IS NOT NULL);

CREATE INDEX event_subject ON public.platform_event USING btree (subject_id, seq);

CREATE INDEX event_undelivered ON public.platform_event USING btree (seq) WHERE (delivered_at IS NULL);

CREATE INDEX file_subject ON public.platform_file USING btree (subject_id, kind);

CREATE INDEX fulfilling_delivery_customer_id_c6c9d345 ON public.fulfilling_delivery USING btree (customer_id);

CREATE INDEX fulfilling_line_order_line_id_9615f311 ON public.fulfilling_line USING btree (order_line_id);

CREATE INDEX idx_procrastinate_jobs_worker_not_null ON public.procrastinate_jobs USING btree (worker_id) WHERE ((worker_id IS NOT NULL) AND (status = 'doing'::public.procrastinate_job_status));

CREATE INDEX idx_procrastinate_workers_last_heartbeat ON public.procrastinate_workers USING btree (last_heartbeat);

CREATE INDEX imports_import_entity_id_43635d80 ON public.imports_import USING btree (entity_id);

CREATE INDEX imports_line_file_entity_id_2cdd153d ON public.imports_line_file USING btree (entity_id);

CREATE INDEX imports_line_file_quote_id_834fcc9e ON public.imports_line_file USING btree (quote_id);

CREATE INDEX imports_listed_entity_id_fbba7c3e ON public.imports_listed USING btree (entity_id);

CREATE INDEX imports_listed_source_id_c75a6f06 ON public.imports_listed USING btree (source_id);

CREATE INDEX incoming_about ON public.integrating_incoming USING btree (connection_id, kind, external_id, id DESC);

CREATE INDEX incoming_due ON public.integrating_incoming USING btree (connection_id, next_at) WHERE ((state)::text = 'waiting'::text);

CREATE INDEX incoming_recent ON public.integrating_incoming USING btree (connection_id, id DESC);

CREATE INDEX integrating_connection_entity_id_ccfb4fec ON public.integrating_connection USING btree (entity_id);

CREATE INDEX integrating_cursor_connection_id_6ecff8a3 ON public.integrating_cursor USING btree (connection_id);

CREATE INDEX integrating_heard_connection_id_ae4930d6 ON public.integrating_heard USING btree (connection_id);

CREATE INDEX integrating_incoming_connection_id_724a5dec ON public.integrating_incoming USING btree (connection_id);

CREATE INDEX integrating_link_connection_id_e67185ab ON public.integrating_link USING btree (connection_id);

CREATE INDEX integrating_outgoing_connection_id_f9ba3b9e ON public.integrating_outgoing USING btree (connection_id);

CREATE INDEX invoice_amount ON public.invoicing_invoice USING btree (entity_id, gross_minor DESC);

CREATE INDEX invoice_customer ON public.invoicing_invoice USING btree (customer_id, issued_on DESC);

CREATE INDEX invoice_day ON public.invoicing_invoice USING btree (entity_id, issued_on DESC, number DESC);

CREATE INDEX invoice_mail_batch ON public.invoicing_mail USING btree (batch) WHERE (batch IS NOT NULL);

CREATE INDEX invoice_mail_failed ON public.invoicing_mail USING btree (entity_id, id DESC) WHERE ((state)::text = ANY ((ARRAY['failed'::character varying, 'bounced'::character varying])::text[]));

CREATE UNIQUE INDEX invoice_mail_one_waits ON public.invoicing_mail USING btree (invoice_id) WHERE ((state)::text = 'waiting'::text);

CREATE INDEX invoice_mail_waits ON public.invoicing_mail USING btree (id) WHERE ((state)::text = 'waiting'::text);

CREATE UNIQUE INDEX invoice_one_deposit ON public.invoicing_invoice USING btree (order_id, installment) WHERE (((kind)::text = 'deposit'::text) AND (NOT ((state)::text = 'discarded'::text)));

CREATE INDEX invoice_order ON public.invoicing_invoice USING btree (order_id);

CREATE INDEX invoice_self_billed ON public.invoicing_invoice USING btree (entity_id, number) WHERE (self_billing_id IS NOT NULL);

CREATE INDEX invoice_waiting ON public.invoicing_invoice USING btree (entity_id, state) WHERE ((state)::text = ANY ((ARRAY['draft'::character varying, 'to_approve'::character varying])::text[]));

CREATE INDEX invoicing_invoice_corrects_id_6481022d ON public.invoicing_invoice USING btree (corrects_id);

CREATE INDEX invoicing_line_order_line_id_3397db9d ON public.invoicing_line USING btree (order_line_id);

CREATE INDEX invoicing_mail_entity_id_6a03b1e4 ON public.invoicing_mail USING btree (entity_id);

CREATE INDEX invoicing_mailing_customer_id_8ba72a62 ON public.invoicing_mailing USING btree (customer_id);

CREATE INDEX learning_recent ON public.recommending_learning USING btree (entity_id, created_at DESC);

CREATE INDEX ledger_account_entity_id_008c9c25 ON public.ledger_account USING btree (entity_id);

CREATE INDEX ledger_batch_entity_id_7be9ef81 ON public.ledger_batch USING btree (entity_id);

CREATE INDEX ledger_entry_batch_id_d991a2a2 ON public.ledger_entry USING btree (batch_id);

CREATE INDEX ledger_line_entry_id_a699af21 ON public.ledger_line USING btree (entry_id);

CREATE INDEX line_account_day ON public.ledger_line USING btree (account_id, booked_on);

CREATE INDEX line_charge ON public.invoicing_line USING btree (charge_id) WHERE (charge_id IS NOT NULL);

CREATE INDEX line_credits ON public.invoicing_line USING btree (credits_id) WHERE (credits_id IS NOT NULL);

CREATE INDEX line_deposit ON public.invoicing_line USING btree (deposit_id) WHERE (deposit_id IS NOT NULL);

CREATE INDEX line_of_deposit ON public.invoicing_line USING btree (invoice_id) WHERE ((kind)::text = ANY ((ARRAY['deposit'::character varying, 'deduction'::character varying])::text[]));

CREATE INDEX line_usage ON public.invoicing_line USING btree (usage_id) WHERE (usage_id IS NOT NULL);

CREATE INDEX link_ours ON public.integrating_link USING btree (our_id);

CREATE INDEX listed_rule ON public.imports_listed USING btree (entity_id, rule);

CREATE INDEX message_series ON public.portal_message USING btree (series, created_at);

CREATE INDEX metering_usage_charge_service_id_2f020955 ON public.metering_usage_charge USING btree (service_id);

CREATE INDEX metering_usage_entity_id_b03d7c13 ON public.metering_usage USING btree (entity_id);

CREATE INDEX metering_usage_service_id_4dd898be ON public.metering_usage USING btree (service_id);

CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON public.mfa_authenticator USING btree (user_id);

CREATE UNIQUE INDEX model_version_one_draft ON public.configuring_version USING btree (model_id) WHERE ((state)::text = 'draft'::text);

CREATE UNIQUE INDEX model_version_one_start ON public.configuring_version USING btree (model_id, starts_on) WHERE ((state)::text = 'published'::text);

CREATE INDEX notice_person ON public.approvals_notice USING btree (person_id, id DESC);

CREATE INDEX notice_to_mail ON public.approvals_notice USING btree (id) WHERE (mailed_at IS NULL);

CREATE UNIQUE INDEX obligation_charge_once ON public.recognizing_obligation USING btree (charge_id) WHERE (charge_id IS NOT NULL);

CREATE INDEX obligation_ramp ON public.recognizing_obligation USING btree (ramp_id) WHERE (ramp_id IS NOT NULL);

CREATE INDEX obligation_time ON public.recognizing_obligation USING btree (entity_id, starts_on) WHERE ((pattern)::text = 'straight_line'::text);

CREATE UNIQUE INDEX obligation_usage_once ON public.recognizing_obligation USING btree (usage_id) WHERE (usage_id IS NOT NULL);

CREATE UNIQUE INDEX one_duty_of_a_clause ON public.contracting_duty USING btree (contract_id, clause_id) WHERE (clause_id IS NOT NULL);

CREATE UNIQUE INDEX one_open_change_of_a_clause ON public.contracting_clause_change USING btree (draft_id, key) WHERE ((state)::text = 'open'::text);

CREATE UNIQUE INDEX one_seal_key_in_use ON public.contracting_seal_key USING btree (entity_id) WHERE active;

CREATE UNIQUE INDEX one_signing_of_a_contract ON public.contracting_signing USING btree (contract_id) WHERE ((state)::text = ANY ((ARRAY['draft'::character varying, 'open'::character varying, 'signed'::character varying])::text[]));

CREATE UNIQUE INDEX one_signing_of_a_quote ON public.contracting_signing USING btree (quote_id) WHERE ((state)::text = ANY ((ARRAY['draft'::character varying, 'open'::character varying, 'signed'::character varying])::text[]));

CREATE INDEX open_item_customer ON public.collecting_open_item USING btree (customer_id);

CREATE INDEX open_item_due ON public.collecting_open_item USING btree (entity_id, due_on) WHERE (NOT (open_minor = 0));

CREATE INDEX order_customer ON public.ordering_order USING btree (customer_id, placed_on DESC);

CREATE INDEX order_day ON public.ordering_order USING btree (entity_id, placed_on DESC);

CREATE UNIQUE INDEX order_external_ref_once ON public.ordering_order USING btree (entity_id, channel, external_ref) WHERE (external_ref IS NOT NULL);

CREATE INDEX order_waiting ON public.ordering_order USING btree (entity_id, state) WHERE ((state)::text = ANY ((ARRAY['open'::character varying, 'held'::character varying])::text[]));

CREATE INDEX ordering_order_contract_id_15949d8a ON public.ordering_order USING btree (contract_id);

CREATE INDEX outgoing_about ON public.integrating_outgoing USING btree (our_id, kind, id DESC);

CREATE INDEX outgoing_due ON public.integrating_outgoing USING btree (connection_id, next_at) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'sending'::character varying])::text[]));

CREATE UNIQUE INDEX outgoing_once_an_event ON public.integrating_outgoing USING btree (connection_id, seq, kind, our_id) WHERE (seq > 0);

CREATE INDEX outgoing_recent ON public.integrating_outgoing USING btree (connection_id, id DESC);

CREATE INDEX parties_address_customer_id_a64535ed ON public.parties_address USING btree (customer_id);

CREATE INDEX parties_contact_customer_id_7de3fd38 ON public.parties_contact USING btree (customer_id);

CREATE INDEX parties_customer_entity_id_25e80e0e ON public.parties_customer USING btree (entity_id);

CREATE INDEX parties_customer_parent_id_26b370bc ON public.parties_customer USING btree (parent_id);

CREATE INDEX parties_entity_code_41990677_like ON public.parties_entity USING btree (code varchar_pattern_ops);

CREATE INDEX parties_partner_entity_id_fc917ab9 ON public.parties_partner USING btree (entity_id);

CREATE INDEX payer_message_mail ON public.collecting_payer_message USING btree (id) WHERE ((closed_on IS NULL) AND (mailed_at IS NULL));

CREATE INDEX payer_message_open ON public.collecting_payer_message USING btree (entity_id, id) WHERE (closed_on IS NULL);

CREATE INDEX payment_customer ON public.collecting_payment USING btree (customer_id);

CREATE INDEX platform_api_key_prefix_699172e8_like ON public.platform_api_key USING btree (prefix varchar_pattern_ops);

CREATE INDEX platform_api_key_user_id_832611a2 ON public.platform_api_key USING btree (user_id);

CREATE INDEX platform_delivery_event_id_0fd3e50d ON public.platform_delivery USING btree (event_id);

CREATE INDEX platform_heartbeat_worker_0c0e4f53_like ON public.platform_heartbeat USING btree (worker varchar_pattern_ops);

CREATE INDEX platform_user_email_e997368d_like ON public.platform_user USING btree (email varchar_pattern_ops);

CREATE INDEX platform_user_groups_group_id_7f9755d2 ON public.platform_user_groups USING btree (group_id);

CREATE INDEX platform_user_groups_user_id_3394b663 ON public.platform_user_groups USING btree (user_id);

CREATE INDEX platform_user_role_user_id_a4587b47 ON public.platform_user_role USING btree (user_id);

CREATE INDEX platform_user_user_permissions_permission_id_80563602 ON public.platform_user_user_permissions USING btree (permission_id);

CREATE INDEX platform_user_user_permissions_user_id_6406a73c ON public.platform_user_user_permissions USING btree (user_id);

CREATE INDEX policy_in_force ON public.approvals_policy USING btree (entity_id, starts_on);

CREATE UNIQUE INDEX policy_one_open_version ON public.approvals_policy USING btree (lineage) WHERE (ends_on IS NULL);

CREATE INDEX portal_buyer_entity_id_c1007173 ON public.portal_buyer USING btree (entity_id);

CREATE INDEX portal_buyer_from_buyer_id_f92fbba5 ON public.portal_buyer USING btree (from_buyer_id);

CREATE INDEX portal_counter_buyer_id_ae61b924 ON public.portal_counter USING btree (buyer_id);

CREATE INDEX portal_counter_entity_id_344e3d1a ON public.portal_counter USING btree (entity_id);

CREATE INDEX portal_mail_entity_id_7ed43260 ON public.portal_mail USING btree (entity_id);

CREATE INDEX portal_mail_to_buyer_id_b3d757ca ON public.portal_mail USING btree (to_buyer_id);

CREATE INDEX portal_message_buyer_id_7257d4a6 ON public.portal_message USING btree (buyer_id);

CREATE INDEX portal_message_entity_id_c2207460 ON public.portal_message USING btree (entity_id);

CREATE INDEX portal_tally_key_98c8921f_like ON public.portal_tally USING btree (key varchar_pattern_ops);

CREATE INDEX portal_visit_buyer_id_684bab2d ON public.portal_visit USING btree (buyer_id);

CREATE INDEX portal_visit_entity_id_59296d65 ON public.portal_visit USING btree (entity_id);

CREATE INDEX pricing_commission_entity_id_77fb67a0 ON public.pricing_commission USING btree (entity_id);

CREATE INDEX pricing_customer_price_customer_id_3ed22b18 ON public.pricing_customer_price USING btree (customer_id);

CREATE INDEX pricing_customer_price_entity_id_bf73694b ON public.pricing_customer_price USING btree (entity_id);

CREATE INDEX pricing_customer_price_product_id_db282de2 ON public.pricing_customer_price USING btree (product_id);

CREATE INDEX pricing_index_value_entity_id_1e57ca54 ON public.pricing_index_value USING btree (entity_id);

CREATE INDEX pricing_price_book_entity_id_14f5723d ON public.pricing_price_book USING btree (entity_id);

CREATE INDEX pricing_price_book_id_2c4f1be8 ON public.pricing_price USING btree (book_id);

CREATE INDEX pricing_price_change_book_id_effba1c2 ON public.pricing_price_change USING btree (book_id);

CREATE INDEX pricing_price_change_entity_id_34e0c8ad ON public.pricing_price_change USING btree (entity_id);

CREATE INDEX pricing_price_product_id_f9da1a33 ON public.pricing_price USING btree (product_id);

CREATE INDEX pricing_promotion_entity_id_eb85b4e3 ON public.pricing_promotion USING btree (entity_id);

CREATE INDEX pricing_rule_version_entity_id_c6eeb42b ON public.pricing_rule_version USING btree (entity_id);

CREATE INDEX procrastinate_events_job_id_fkey_v1 ON public.procrastinate_events USING btree (job_id);

CREATE INDEX procrastinate_jobs_id_lock_idx_v1 ON public.procrastinate_jobs USING btree (id, lock) WHERE (status = ANY (ARRAY['todo'::public.procrastinate_job_status, 'doing'::public.procrastinate_job_status]));

CREATE UNIQUE INDEX procrastinate_jobs_lock_idx_v1 ON public.procrastinate_jobs USING btree (lock) WHERE (status = 'doing'::public.procrastinate_job_status);

CREATE INDEX procrastinate_jobs_priority_idx_v1 ON public.procrastinate_jobs USING btree (priority DESC, id) WHERE (status = 'todo'::public.procrastinate_job_status);

CREATE INDEX procrastinate_jobs_queue_name_idx_v1 ON public.procrastinate_jobs USING btree (queue_name);

CREATE UNIQUE INDEX procrastinate_jobs_queueing_lock_idx_v1 ON public.procrastinate_jobs USING btree (queueing_lock) WHERE (status = 'todo'::public.procrastinate_job_status);

CREATE INDEX procrastinate_periodic_defers_job_id_fkey_v1 ON public.procrastinate_periodic_defers USING btree (job_id);

CREATE UNIQUE INDEX promotion_coupon_once ON public.pricing_promotion USING btree (entity_id, coupon) WHERE (NOT ((coupon)::text = ''::text));

CREATE INDEX prospecting_opportunity_customer_id_4b22ac4e ON public.prospecting_opportunity USING btree (customer_id);

CREATE INDEX prospecting_opportunity_entity_id_9300bdd6 ON public.prospecting_opportunity USING btree (entity_id);

CREATE INDEX prospecting_opportunity_owner_id_5a8fa9cb ON public.prospecting_opportunity USING btree (owner_id);

CREATE INDEX prospecting_opportunity_partner_id_9021a8ba ON public.prospecting_opportunity USING btree (partner_id);

CREATE UNIQUE INDEX quote_accepted_once ON public.quoting_quote USING btree (series) WHERE ((state)::text = 'accepted'::text);

CREATE UNIQUE INDEX quote_amends_version_once ON public.quoting_quote USING btree (amends_contract, contract_version) WHERE ((amends_contract IS NOT NULL) AND ((state)::text = 'accepted'::text));

CREATE INDEX quote_customer ON public.quoting_quote USING btree (customer_id);

CREATE INDEX quote_edit_last ON public.quoting_edit USING btree (quote_id, actor, id DESC);

CREATE INDEX quote_former_links ON public.quoting_quote USING gin (former jsonb_path_ops);

CREATE UNIQUE INDEX quote_one_open_version ON public.quoting_quote USING btree (series) WHERE ((state)::text = ANY ((ARRAY['draft'::character varying, 'sent'::character varying])::text[]));

CREATE INDEX quote_recent ON public.quoting_quote USING btree (entity_id, created_at DESC);

CREATE UNIQUE INDEX quote_template_name_once ON public.quoting_template USING btree (entity_id, lower((name)::text)) WHERE (NOT removed);

CREATE INDEX quoting_edit_quote_id_0c633481 ON public.quoting_edit USING btree (quote_id);

CREATE INDEX quoting_line_configuration_id_a55c80a7 ON public.quoting_line USING btree (configuration_id);

CREATE INDEX quoting_line_decision_id_013a7783 ON public.quoting_line USING btree (decision_id);

CREATE INDEX quoting_line_product_id_7d01c631 ON public.quoting_line USING btree (product_id);

CREATE INDEX quoting_line_quote_id_3fad0ea0 ON public.quoting_line USING btree (quote_id);

CREATE INDEX quoting_presence_person_id_894bda03 ON public.quoting_presence USING btree (person_id);

CREATE INDEX quoting_presence_quote_id_6842f258 ON public.quoting_presence USING btree (quote_id);

CREATE INDEX quoting_promotion_use_customer_id_f3ec60d7 ON public.quoting_promotion_use USING btree (customer_id);

CREATE INDEX quoting_promotion_use_promotion_id_03cde11e ON public.quoting_promotion_use USING btree (promotion_id);

CREATE INDEX quoting_quote_book_id_a3c0b46e ON public.quoting_quote USING btree (book_id);

CREATE INDEX quoting_quote_contact_id_678583d2 ON public.quoting_quote USING btree (contact_id);

CREATE INDEX quoting_quote_customer_id_94006aea ON public.quoting_quote USING btree (customer_id);

CREATE INDEX quoting_quote_entity_id_9218e6af ON public.quoting_quote USING btree (entity_id);

CREATE INDEX quoting_quote_opportunity_id_50f01554 ON public.quoting_quote USING btree (opportunity_id);

CREATE INDEX quoting_quote_owner_id_06a1c18b ON public.quoting_quote USING btree (owner_id);

CREATE INDEX quoting_template_entity_id_86dd4082 ON public.quoting_template USING btree (entity_id);

CREATE INDEX recognition_obligation ON public.recognizing_recognition USING btree (obligation_id);

CREATE UNIQUE INDEX recognized_invoice_line_once ON public.recognizing_recognition USING btree (invoice_line_id) WHERE (invoice_line_id IS NOT NULL);

CREATE UNIQUE INDEX recognized_month_once ON public.recognizing_recognition USING btree (obligation_id, month) WHERE ((cause)::text = 'time'::text);

CREATE INDEX recognizing_ramp_entity_id_c1e41da3 ON public.recognizing_ramp USING btree (entity_id);

CREATE INDEX recognizing_ramp_order_id_b69fb71d ON public.recognizing_ramp USING btree (order_id);

CREATE INDEX recommending_learning_entity_id_89b145a8 ON public.recommending_learning USING btree (entity_id);

CREATE INDEX recommending_link_other_id_0a09a05d ON public.recommending_link USING btree (other_id);

CREATE INDEX recommending_link_product_id_b84d74c6 ON public.recommending_link USING btree (product_id);

CREATE INDEX recommending_support_entity_id_d0dfb00c ON public.recommending_support USING btree (entity_id);

CREATE INDEX recommending_support_product_id_b601fecb ON public.recommending_support USING btree (product_id);

CREATE UNIQUE INDEX reminder_level_once ON public.collecting_reminder_line USING btree (item_id, level) WHERE raised;

CREATE INDEX reminder_newest ON public.collecting_reminder USING btree (entity_id, "on" DESC, id DESC);

CREATE UNIQUE INDEX reminder_tells_return_once ON public.collecting_reminder_line USING btree (returned_id, item_id) WHERE (returned_id IS NOT NULL);

CREATE INDEX reminder_to_mail ON public.collecting_reminder USING btree (id) WHERE ((NOT failed) AND (mailed_at IS NULL));

CREATE INDEX renewing_renewal_customer_id_57d2e40f ON public.renewing_renewal USING btree (customer_id);

CREATE INDEX renewing_renewal_entity_id_47d543f8 ON public.renewing_renewal USING btree (entity_id);

CREATE UNIQUE INDEX request_one_waiting ON public.approvals_request USING btree (subject_id) WHERE ((state)::text = 'waiting'::text);

CREATE INDEX request_queue ON public.approvals_request USING btree (entity_id, state, asked_at DESC);

CREATE INDEX request_subject ON public.approvals_request USING btree (subject_id);

CREATE INDEX room_mail_waiting ON public.portal_mail USING btree (id) WHERE (mailed_at IS NULL);

CREATE INDEX service_customer ON public.subscribing_service USING btree (customer_id);

CREATE UNIQUE INDEX service_ref_once ON public.contracting_signing USING btree (service, service_ref) WHERE (NOT ((service_ref)::text = ''::text));

CREATE INDEX signing_mail_waits ON public.contracting_signing_mail USING btree (id) WHERE (mailed_at IS NULL);

CREATE INDEX signing_state ON public.contracting_signing USING btree (entity_id, state);

CREATE UNIQUE INDEX step_once_open ON public.approvals_step USING btree (request_id, lineage) WHERE ((state)::text = ANY ((ARRAY['pending'::character varying, 'waiting'::character varying])::text[]));

CREATE INDEX step_subject ON public.approvals_step USING btree (subject_id);

CREATE INDEX step_to_escalate ON public.approvals_step USING btree (entity_id, due_at) WHERE ((escalated_at IS NULL) AND ((state)::text = 'waiting'::text));

CREATE INDEX subscribing_charge_service_id_08830b4b ON public.subscribing_charge USING btree (service_id);

CREATE INDEX subscribing_service_customer_id_6ac4c411 ON public.subscribing_service USING btree (customer_id);

CREATE INDEX subscribing_service_entity_id_c4f53b4a ON public.subscribing_service USING btree (entity_id);

CREATE INDEX subscribing_service_follows_id_b9add594 ON public.subscribing_service USING btree (follows_id);

CREATE INDEX subscribing_service_order_id_f0063159 ON public.subscribing_service USING btree (order_id);

CREATE INDEX subscribing_service_order_line_id_c807bd65 ON public.subscribing_service USING btree (order_line_id);

CREATE INDEX subscribing_service_product_id_10b8a4b9 ON public.subscribing_service USING btree (product_id);

CREATE INDEX taxes_decision_entity_id_9762245c ON public.taxes_decision USING btree (entity_id);

CREATE UNIQUE INDEX unique_authenticator_type ON public.mfa_authenticator USING btree (user_id, type) WHERE ((type)::text = ANY ((ARRAY['totp'::character varying, 'recovery_codes'::character varying])::text[]));

CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";

CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress USING btree (email) WHERE verified;

CREATE UNIQUE INDEX usage_invoiced_once ON public.invoicing_line USING btree (usage_id) WHERE ((credits_id IS NULL) AND (usage_id IS NOT NULL));

CREATE INDEX usage_service_day ON public.metering_usage USING btree (service_id, used_on);

CREATE INDEX visit_age ON public.portal_visit USING btree (last_at);

CREATE INDEX visit_series ON public.portal_visit USING btree (series, last_at DESC);

CREATE TRIGGER contract_is_read_before_yes BEFORE INSERT OR UPDATE OF state ON public.quoting_quote FOR EACH ROW WHEN (((new.state)::text = 'accepted'::text)) EXECUTE FUNCTION public.contracting_read_before_yes();

CREATE TRIGGER integrating_hear AFTER INSERT ON public.platform_event REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.integrating_hear();

CREATE TRIGGER pgtrigger_allocation_append_only_7234d BEFORE DELETE OR UPDATE ON public.collecting_allocation FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_allocation_append_only_7234d();

COMMENT ON TRIGGER pgtrigger_allocation_append_only_7234d ON public.collecting_allocation IS '549244132947dd00064c6b02de2547e64ee47b43';

CREATE TRIGGER pgtrigger_allocation_no_truncate_d1207 BEFORE TRUNCATE ON public.collecting_allocation FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_allocation_no_truncate_d1207();

COMMENT ON TRIGGER pgtrigger_allocation_no_truncate_d1207 ON public.collecting_allocation IS '74e4d55ac1361c5f530772ec328cd62bd14f38e1';

CREATE TRIGGER pgtrigger_annex_is_frozen_7d228 BEFORE UPDATE ON public.contracting_annex FOR EACH ROW WHEN (((old.added_in IS DISTINCT FROM new.added_in) OR (old.created_at IS DISTINCT FROM new.created_at) OR (old.draft_id IS DISTINCT FROM new.draft_id) OR (old.file_id IS DISTINCT FROM new.file_id) OR (old.id IS DISTINCT FROM new.id) OR (old.place IS DISTINCT FROM new.place) OR ((old.sha256)::text IS DISTINCT FROM (new.sha256)::text) OR (old.size IS DISTINCT FROM new.size) OR ((old.title)::text IS DISTINCT FROM (new.title)::text))) EXECUTE FUNCTION public.pgtrigger_annex_is_frozen_7d228();

COMMENT ON TRIGGER pgtrigger_annex_is_frozen_7d228 ON public.contracting_annex IS '9cb362b725ac27a05483792c4b21952474bfc1a8';

CREATE TRIGGER pgtrigger_annex_kept_bc1de BEFORE DELETE ON public.contracting_annex FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_annex_kept_bc1de();

COMMENT ON TRIGGER pgtrigger_annex_kept_bc1de ON public.contracting_annex IS '3e58cf6f7b3df4abfb4164f3a455563733007abd';

CREATE TRIGGER pgtrigger_annex_no_truncate_a4ced BEFORE TRUNCATE ON public.contracting_annex FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_annex_no_truncate_a4ced();

COMMENT ON TRIGGER pgtrigger_annex_no_truncate_a4ced ON public.contracting_annex IS 'b341885be6c952b0e21a034c05739478116a4880';

CREATE TRIGGER pgtrigger_bank_line_append_only_75f36 BEFORE DELETE OR UPDATE ON public.collecting_bank_line FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_bank_line_append_only_75f36();

COMMENT ON TRIGGER pgtrigger_bank_line_append_only_75f36 ON public.collecting_bank_line IS '79662fd510b547bf28b2dc911046b68e21b0a19d';

CREATE TRIGGER pgtrigger_bank_line_no_truncate_4f784 BEFORE TRUNCATE ON public.collecting_bank_line FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_bank_line_no_truncate_4f784();

COMMENT ON TRIGGER pgtrigger_bank_line_no_truncate_4f784 ON public.collecting_bank_line IS '5a8bec021be6a07295f581bc11ae8585d979a7f3';

CREATE TRIGGER pgtrigger_batch_append_only_58e80 BEFORE DELETE OR UPDATE ON public.ledger_batch FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_batch_append_only_58e80();

COMMENT ON TRIGGER pgtrigger_batch_append_only_58e80 ON public.ledger_batch IS 'c85c3f9d07ba5c56d394f577d48cf444bd13b222';

CREATE TRIGGER pgtrigger_batch_no_truncate_8b7b0 BEFORE TRUNCATE ON public.ledger_batch FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_batch_no_truncate_8b7b0();

COMMENT ON TRIGGER pgtrigger_batch_no_truncate_8b7b0 ON public.ledger_batch IS '298840870c93ac04c5e890e068f8927e63a590bc';

CREATE TRIGGER pgtrigger_buyer_kept_1a302 BEFORE DELETE ON public.portal_buyer FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_buyer_kept_1a302();

COMMENT ON TRIGGER pgtrigger_buyer_kept_1a302 ON public.portal_buyer IS 'b00e311c7a829823a516cd6a7adcc525fa7978c8';

CREATE TRIGGER pgtrigger_buyer_no_truncate_bbb4b BEFORE TRUNCATE ON public.portal_buyer FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_buyer_no_truncate_bbb4b();

COMMENT ON TRIGGER pgtrigger_buyer_no_truncate_bbb4b ON public.portal_buyer IS '758e376cee1a6060aa5c7949111502e12fcaf36e';

CREATE TRIGGER pgtrigger_calendar_kept_73c0b BEFORE DELETE ON public.approvals_calendar FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_calendar_kept_73c0b();

COMMENT ON TRIGGER pgtrigger_calendar_kept_73c0b ON public.approvals_calendar IS 'bf831aafe787b611799916705e228bcef1cac9ee';

CREATE TRIGGER pgtrigger_calendar_no_truncate_8003e BEFORE TRUNCATE ON public.approvals_calendar FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_calendar_no_truncate_8003e();

COMMENT ON TRIGGER pgtrigger_calendar_no_truncate_8003e ON public.approvals_calendar IS '53871b2fc05bc44b8f1856ae35d88e5fca549112';

CREATE TRIGGER pgtrigger_change_decided_is_frozen_4beba BEFORE UPDATE ON public.contracting_clause_change FOR EACH ROW WHEN ((NOT ((old.state)::text = 'open'::text))) EXECUTE FUNCTION public.pgtrigger_change_decided_is_frozen_4beba();

COMMENT ON TRIGGER pgtrigger_change_decided_is_frozen_4beba ON public.contracting_clause_change IS 'fb73d06d425a221938766146ff32b86481f6daa9';

CREATE TRIGGER pgtrigger_change_words_are_frozen_20572 BEFORE UPDATE ON public.contracting_clause_change FOR EACH ROW WHEN (((old.base IS DISTINCT FROM new.base) OR ((old.by)::text IS DISTINCT FROM (new.by)::text) OR ((old.comment)::text IS DISTINCT FROM (new.comment)::text) OR (old.draft_id IS DISTINCT FROM new.draft_id) OR (old.key IS DISTINCT FROM new.key) OR (old.made_at IS DISTINCT FROM new.made_at) OR (old.on_version IS DISTINCT FROM new.on_version) OR ((old.side)::text IS DISTINCT FROM (new.side)::text) OR (old.text IS DISTINCT FROM new.text))) EXECUTE FUNCTION public.pgtrigger_change_words_are_frozen_20572();

COMMENT ON TRIGGER pgtrigger_change_words_are_frozen_20572 ON public.contracting_clause_change IS 'e0e4faa1fb138531178539f6eff1c2cbfce5d0b0';

CREATE TRIGGER pgtrigger_charge_append_only_b1146 BEFORE DELETE OR UPDATE ON public.subscribing_charge FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_charge_append_only_b1146();

COMMENT ON TRIGGER pgtrigger_charge_append_only_b1146 ON public.subscribing_charge IS '0a35767f4fd29d4d4d6b2b27c8fe21c55175998f';

CREATE TRIGGER pgtrigger_charge_no_truncate_62fd2 BEFORE TRUNCATE ON public.subscribing_charge FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_charge_no_truncate_62fd2();

COMMENT ON TRIGGER pgtrigger_charge_no_truncate_62fd2 ON public.subscribing_charge IS '1b260992ff626150971661725ea863c5d00424be';

CREATE TRIGGER pgtrigger_choice_append_only_05390 BEFORE DELETE OR UPDATE ON public.features_choice FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_choice_append_only_05390();

COMMENT ON TRIGGER pgtrigger_choice_append_only_05390 ON public.features_choice IS '133c45433712cd87bd0ad085e809a9161731bcf4';

CREATE TRIGGER pgtrigger_choice_no_truncate_11cda BEFORE TRUNCATE ON public.features_choice FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_choice_no_truncate_11cda();

COMMENT ON TRIGGER pgtrigger_choice_no_truncate_11cda ON public.features_choice IS '8072100e6ac660acb6873e9071c9f5f98a3063a7';

CREATE TRIGGER pgtrigger_clause_change_kept_40e45 BEFORE DELETE ON public.contracting_clause_change FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_clause_change_kept_40e45();

COMMENT ON TRIGGER pgtrigger_clause_change_kept_40e45 ON public.contracting_clause_change IS '17415d99ee2dd1b3cd0b64c7655b95ea8cadc0f2';

CREATE TRIGGER pgtrigger_clause_change_no_truncate_b889e BEFORE TRUNCATE ON public.contracting_clause_change FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_clause_change_no_truncate_b889e();

COMMENT ON TRIGGER pgtrigger_clause_change_no_truncate_b889e ON public.contracting_clause_change IS '3ac2178d455494aba2bb5a66cfb92448b0f44359';

CREATE TRIGGER pgtrigger_clause_comment_append_only_e4386 BEFORE DELETE OR UPDATE ON public.contracting_clause_comment FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_clause_comment_append_only_e4386();

COMMENT ON TRIGGER pgtrigger_clause_comment_append_only_e4386 ON public.contracting_clause_comment IS '70b923d7c05c3a4e39a4178c6ce57f6c4b50e158';

CREATE TRIGGER pgtrigger_clause_comment_no_truncate_d55c3 BEFORE TRUNCATE ON public.contracting_clause_comment FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_clause_comment_no_truncate_d55c3();

COMMENT ON TRIGGER pgtrigger_clause_comment_no_truncate_d55c3 ON public.contracting_clause_comment IS '455d777d7aa45e538efd2bebd8b276be38e2c860';

CREATE TRIGGER pgtrigger_clause_is_frozen_6e136 BEFORE UPDATE ON public.contracting_clause FOR EACH ROW WHEN (((old.always IS DISTINCT FROM new.always) OR ((old.category)::text IS DISTINCT FROM (new.category)::text) OR (old.created_at IS DISTINCT FROM new.created_at) OR (old.duty_days IS DISTINCT FROM new.duty_days) OR ((old.duty_en)::text IS DISTINCT FROM (new.duty_en)::text) OR ((old.duty_fr)::text IS DISTINCT FROM (new.duty_fr)::text) OR (old.duty_months IS DISTINCT FROM new.duty_months) OR ((old.duty_side)::text IS DISTINCT FROM (new.duty_side)::text) OR (old.entity_id IS DISTINCT FROM new.entity_id) OR (old.fallbacks IS DISTINCT FROM new.fallbacks) OR (old.id IS DISTINCT FROM new.id) OR (old.lineage IS DISTINCT FROM new.lineage) OR ((old.owner)::text IS DISTINCT FROM (new.owner)::text) OR (old.place IS DISTINCT FROM new.place) OR ((old.risk)::text IS DISTINCT FROM (new.risk)::text) OR (old.starts_on IS DISTINCT FROM new.starts_on) OR (old.text_en IS DISTINCT FROM new.text_en) OR (old.text_fr IS DISTINCT FROM new.text_fr) OR ((old.title_en)::text IS DISTINCT FROM (new.title_en)::text) OR ((old.title_fr)::text IS DISTINCT FROM (new.title_fr)::text) OR (old.version IS DISTINCT FROM new.version))) EXECUTE FUNCTION public.pgtrigger_clause_is_frozen_6e136();

COMMENT ON TRIGGER pgtrigger_clause_is_frozen_6e136 ON public.contracting_clause IS '334348829713319aefad0750025b81645797237d';

CREATE TRIGGER pgtrigger_clause_kept_3a83e BEFORE DELETE ON public.contracting_clause FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_clause_kept_3a83e();

COMMENT ON TRIGGER pgtrigger_clause_kept_3a83e ON public.contracting_clause IS '83d6a582b2895b0d76680fe67975a8fe8d608654';

CREATE TRIGGER pgtrigger_clause_no_truncate_5bc62 BEFORE TRUNCATE ON public.contracting_clause FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_clause_no_truncate_5bc62();

COMMENT ON TRIGGER pgtrigger_clause_no_truncate_5bc62 ON public.contracting_clause IS '0c1f4ee4f3ea79e25fdef3e584e7062660c4588a';

CREATE TRIGGER pgtrigger_configuration_append_only_5f5a5 BEFORE DELETE OR UPDATE ON public.configuring_configuration FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_configuration_append_only_5f5a5();

COMMENT ON TRIGGER pgtrigger_configuration_append_only_5f5a5 ON public.configuring_configuration IS '4a6760b6c9033ebefa1f528e9caf10959730cc5e';

CREATE TRIGGER pgtrigger_configuration_no_truncate_d11d7 BEFORE TRUNCATE ON public.configuring_configuration FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_configuration_no_truncate_d11d7();

COMMENT ON TRIGGER pgtrigger_configuration_no_truncate_d11d7 ON public.configuring_configuration IS 'c3229e29e5c1dc0cc9275ad5d061be1e5bf93dbc';

CREATE TRIGGER pgtrigger_connection_kept_d3498 BEFORE DELETE ON public.integrating_connection FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_connection_kept_d3498();

COMMENT ON TRIGGER pgtrigger_connection_kept_d3498 ON public.integrating_connection IS 'ea1278bdd6d2da13a65c5364b500d25b5b8fa966';

CREATE TRIGGER pgtrigger_connection_no_truncate_cbbf8 BEFORE TRUNCATE ON public.integrating_connection FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_connection_no_truncate_cbbf8();

COMMENT ON TRIGGER pgtrigger_connection_no_truncate_cbbf8 ON public.integrating_connection IS '398ff7e8d4000ac5d635022a177e1dcdc7ff7d1d';

CREATE TRIGGER pgtrigger_contract_is_frozen_c8226 BEFORE UPDATE ON public.contracting_contract FOR EACH ROW WHEN (((old.clauses_id IS DISTINCT FROM new.clauses_id) OR (old.created_at IS DISTINCT FROM new.created_at) OR ((old.currency)::text IS DISTINCT FROM (new.currency)::text) OR (old.customer_id IS DISTINCT FROM new.customer_id) OR (old.entity_id IS DISTINCT FROM new.entity_id) OR (old.id IS DISTINCT FROM new.id) OR ((old.language)::text IS DISTINCT FROM (new.language)::text) OR (old.net_minor IS DISTINCT FROM new.net_minor) OR (old.notice_days IS DISTINCT FROM new.notice_days) OR ((old.number)::text IS DISTINCT FROM (new.number)::text) OR (old.quote_id IS DISTINCT FROM new.quote_id) OR ((old.sha256)::text IS DISTINCT FROM (new.sha256)::text) OR ((old.signed_by)::text IS DISTINCT FROM (new.signed_by)::text) OR (old.signed_on IS DISTINCT FROM new.signed_on) OR ((old.signed_role)::text IS DISTINCT FROM (new.signed_role)::text) OR (old.starts_on IS DISTINCT FROM new.starts_on) OR (old.terms_id IS DISTINCT FROM new.terms_id) OR (old.uplift IS DISTINCT FROM new.uplift))) EXECUTE FUNCTION public.pgtrigger_contract_is_frozen_c8226();

COMMENT ON TRIGGER pgtrigger_contract_is_frozen_c8226 ON public.contracting_contract IS '4bccd5e9dc971e446132477bab9302f573481e97';

CREATE TRIGGER pgtrigger_contract_is_kept_85868 BEFORE DELETE ON public.contracting_contract FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_contract_is_kept_85868();

COMMENT ON TRIGGER pgtrigger_contract_is_kept_85868 ON public.contracting_contract IS '315e46585557ecdbb88ddd0b1d449229b6f78aa6';

CREATE TRIGGER pgtrigger_contract_version_append_only_a7431 BEFORE DELETE OR UPDATE ON public.contracting_version FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_contract_version_append_only_a7431();

COMMENT ON TRIGGER pgtrigger_contract_version_append_only_a7431 ON public.contracting_version IS '929e624fdc59010bc607f15abd0dc01ae1636204';

CREATE TRIGGER pgtrigger_contract_version_no_truncate_82d58 BEFORE TRUNCATE ON public.contracting_version FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_contract_version_no_truncate_82d58();

COMMENT ON TRIGGER pgtrigger_contract_version_no_truncate_82d58 ON public.contracting_version IS '308b1acd6a06a7c133f5d3d5d2419bc2409beebe';

CREATE TRIGGER pgtrigger_counter_closed_is_frozen_be4cf BEFORE DELETE OR UPDATE ON public.portal_counter FOR EACH ROW WHEN ((NOT ((old.state)::text = 'open'::text))) EXECUTE FUNCTION public.pgtrigger_counter_closed_is_frozen_be4cf();

COMMENT ON TRIGGER pgtrigger_counter_closed_is_frozen_be4cf ON public.portal_counter IS 'f25f48e3ed9c85be0cffb6318fd80d03ae6492ee';

CREATE TRIGGER pgtrigger_decision_append_only_6e059 BEFORE DELETE OR UPDATE ON public.approvals_decision FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_decision_append_only_6e059();

COMMENT ON TRIGGER pgtrigger_decision_append_only_6e059 ON public.approvals_decision IS '28842c51a0e7ff675f478186dc1f50f177d999aa';

CREATE TRIGGER pgtrigger_decision_is_frozen_a3d15 BEFORE DELETE OR UPDATE ON public.taxes_decision FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_decision_is_frozen_a3d15();

COMMENT ON TRIGGER pgtrigger_decision_is_frozen_a3d15 ON public.taxes_decision IS 'e66a232a6b6cb151dbfd43e35b90137e4fb426f7';

CREATE TRIGGER pgtrigger_decision_no_truncate_50603 BEFORE TRUNCATE ON public.approvals_decision FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_decision_no_truncate_50603();

COMMENT ON TRIGGER pgtrigger_decision_no_truncate_50603 ON public.approvals_decision IS '26a0a39e80a570a3c2e274b7f3297989568fdc90';

CREATE TRIGGER pgtrigger_delivery_append_only_67b94 BEFORE DELETE OR UPDATE ON public.fulfilling_delivery FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delivery_append_only_67b94();

COMMENT ON TRIGGER pgtrigger_delivery_append_only_67b94 ON public.fulfilling_delivery IS '0ffa4c3ce6d8ac859e738f6cd9484a021106c339';

CREATE TRIGGER pgtrigger_delivery_line_append_only_f2ad2 BEFORE DELETE OR UPDATE ON public.fulfilling_line FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delivery_line_append_only_f2ad2();

COMMENT ON TRIGGER pgtrigger_delivery_line_append_only_f2ad2 ON public.fulfilling_line IS '68fcf9374c5c53a74b4b8d917e813b5c416aa18f';

CREATE TRIGGER pgtrigger_delivery_line_no_truncate_56911 BEFORE TRUNCATE ON public.fulfilling_line FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delivery_line_no_truncate_56911();

COMMENT ON TRIGGER pgtrigger_delivery_line_no_truncate_56911 ON public.fulfilling_line IS 'e59a5968b3f8ae9380088505db8de752d688acac';

CREATE TRIGGER pgtrigger_delivery_line_references_51be8 AFTER INSERT ON public.fulfilling_line REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delivery_line_references_51be8();

COMMENT ON TRIGGER pgtrigger_delivery_line_references_51be8 ON public.fulfilling_line IS '3b65ceab12e03a8636128f1f50453f22429dd95e';

CREATE TRIGGER pgtrigger_delivery_no_truncate_7c4b5 BEFORE TRUNCATE ON public.fulfilling_delivery FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delivery_no_truncate_7c4b5();

COMMENT ON TRIGGER pgtrigger_delivery_no_truncate_7c4b5 ON public.fulfilling_delivery IS '6a22b26315a23a8f7d95d237a93a280866039e89';

CREATE TRIGGER pgtrigger_delivery_within_order_4211d AFTER INSERT ON public.fulfilling_line REFERENCING NEW TABLE AS new_lines FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delivery_within_order_4211d();

COMMENT ON TRIGGER pgtrigger_delivery_within_order_4211d ON public.fulfilling_line IS '372d2e8bcf3fb1f311a43aeaed000335974906c0';

CREATE TRIGGER pgtrigger_draft_accepted_stays_fd828 BEFORE UPDATE ON public.contracting_draft FOR EACH ROW WHEN (((NOT new.accepted) AND old.accepted)) EXECUTE FUNCTION public.pgtrigger_draft_accepted_stays_fd828();

COMMENT ON TRIGGER pgtrigger_draft_accepted_stays_fd828 ON public.contracting_draft IS 'fa0a4ea438e2bbd779bba74d4fabd9ecfeb00a71';

CREATE TRIGGER pgtrigger_draft_asked_is_still_55e1a BEFORE UPDATE OF last ON public.contracting_draft FOR EACH ROW WHEN ((((old.state)::text = 'shared'::text) AND ((new.state)::text = 'shared'::text) AND (new.last > old.last))) EXECUTE FUNCTION public.pgtrigger_draft_asked_is_still_55e1a();

COMMENT ON TRIGGER pgtrigger_draft_asked_is_still_55e1a ON public.contracting_draft IS '3c944b282f3610f8e130282657640c342a4ec529';

CREATE TRIGGER pgtrigger_draft_clause_append_only_b423e BEFORE DELETE OR UPDATE ON public.contracting_draft_clause FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_draft_clause_append_only_b423e();

COMMENT ON TRIGGER pgtrigger_draft_clause_append_only_b423e ON public.contracting_draft_clause IS '722dda4b19e756927b48682eade70711b7f9d7be';

CREATE TRIGGER pgtrigger_draft_clause_no_truncate_2e392 BEFORE TRUNCATE ON public.contracting_draft_clause FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_draft_clause_no_truncate_2e392();

COMMENT ON TRIGGER pgtrigger_draft_clause_no_truncate_2e392 ON public.contracting_draft_clause IS 'b4384fd224a9bf58e163c66517190c26fba3d4f0';

CREATE TRIGGER pgtrigger_draft_kept_2a450 BEFORE DELETE ON public.contracting_draft FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_draft_kept_2a450();

COMMENT ON TRIGGER pgtrigger_draft_kept_2a450 ON public.contracting_draft IS 'dae6a3af2f8faaa7e27f5fd7cee3a6eeae96dc93';

CREATE TRIGGER pgtrigger_draft_mail_no_truncate_896e9 BEFORE TRUNCATE ON public.contracting_draft_mail FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_draft_mail_no_truncate_896e9();

COMMENT ON TRIGGER pgtrigger_draft_mail_no_truncate_896e9 ON public.contracting_draft_mail IS 'ec4362256228282e76b42f67b82a5429a8a101ea';

CREATE TRIGGER pgtrigger_draft_no_truncate_28a42 BEFORE TRUNCATE ON public.contracting_draft FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_draft_no_truncate_28a42();

COMMENT ON TRIGGER pgtrigger_draft_no_truncate_28a42 ON public.contracting_draft IS 'e57bcca12755cae0060b1d5fc38d72dc22be560a';

CREATE TRIGGER pgtrigger_draft_signed_is_frozen_b2463 BEFORE UPDATE ON public.contracting_draft FOR EACH ROW WHEN (((old.state)::text = 'signed'::text)) EXECUTE FUNCTION public.pgtrigger_draft_signed_is_frozen_b2463();

COMMENT ON TRIGGER pgtrigger_draft_signed_is_frozen_b2463 ON public.contracting_draft IS 'eb24ced99896763c9c4bc315ac559d38febd3c3d';

CREATE TRIGGER pgtrigger_draft_version_append_only_817c3 BEFORE DELETE OR UPDATE ON public.contracting_draft_version FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_draft_version_append_only_817c3();

COMMENT ON TRIGGER pgtrigger_draft_version_append_only_817c3 ON public.contracting_draft_version IS '3c271084c7688a6054fa7bd8382d2574f3ed34bf';

CREATE TRIGGER pgtrigger_draft_version_no_truncate_e0210 BEFORE TRUNCATE ON public.contracting_draft_version FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_draft_version_no_truncate_e0210();

COMMENT ON TRIGGER pgtrigger_draft_version_no_truncate_e0210 ON public.contracting_draft_version IS '10f5ea6dec501a957aab51380b9d2257103b9cb6';

CREATE TRIGGER pgtrigger_duty_is_frozen_95b64 BEFORE UPDATE ON public.contracting_duty FOR EACH ROW WHEN (((old.clause_id IS DISTINCT FROM new.clause_id) OR (old.contract_id IS DISTINCT FROM new.contract_id) OR (old.created_at IS DISTINCT FROM new.created_at) OR (old.entity_id IS DISTINCT FROM new.entity_id) OR (old.every_months IS DISTINCT FROM new.every_months) OR (old.first_on IS DISTINCT FROM new.first_on) OR (old.id IS DISTINCT FROM new.id) OR (old.remind_days IS DISTINCT FROM new.remind_days) OR ((old.side)::text IS DISTINCT FROM (new.side)::text) OR ((old.what)::text IS DISTINCT FROM (new.what)::text))) EXECUTE FUNCTION public.pgtrigger_duty_is_frozen_95b64();

COMMENT ON TRIGGER pgtrigger_duty_is_frozen_95b64 ON public.contracting_duty IS '974ae0162df12e10791c50dcc0dbbe81871a5f3f';

CREATE TRIGGER pgtrigger_duty_kept_9565d BEFORE DELETE ON public.contracting_duty FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_duty_kept_9565d();

COMMENT ON TRIGGER pgtrigger_duty_kept_9565d ON public.contracting_duty IS 'b93daf1a5a4acd0d3ba8d66a71ef3869cb8e7076';

CREATE TRIGGER pgtrigger_duty_mark_is_frozen_2b57a BEFORE UPDATE ON public.contracting_duty_mark FOR EACH ROW WHEN ((((old.by)::text IS DISTINCT FROM (new.by)::text) OR (old.due_on IS DISTINCT FROM new.due_on) OR (old.duty_id IS DISTINCT FROM new.duty_id) OR (old.id IS DISTINCT FROM new.id) OR ((old.kind)::text IS DISTINCT FROM (new.kind)::text) OR ((old.note)::text IS DISTINCT FROM (new.note)::text) OR (old."on" IS DISTINCT FROM new."on"))) EXECUTE FUNCTION public.pgtrigger_duty_mark_is_frozen_2b57a();

COMMENT ON TRIGGER pgtrigger_duty_mark_is_frozen_2b57a ON public.contracting_duty_mark IS '893f476b72a10219dd4a34cf6324a136facd27ac';

CREATE TRIGGER pgtrigger_duty_mark_kept_b74da BEFORE DELETE ON public.contracting_duty_mark FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_duty_mark_kept_b74da();

COMMENT ON TRIGGER pgtrigger_duty_mark_kept_b74da ON public.contracting_duty_mark IS '578e95690f0dba1a5b545a9d10c11e8f1251f70a';

CREATE TRIGGER pgtrigger_duty_mark_no_truncate_2780e BEFORE TRUNCATE ON public.contracting_duty_mark FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_duty_mark_no_truncate_2780e();

COMMENT ON TRIGGER pgtrigger_duty_mark_no_truncate_2780e ON public.contracting_duty_mark IS '6ed4703e8be737560f19c0db867479df78311e41';

CREATE TRIGGER pgtrigger_duty_no_truncate_e58ea BEFORE TRUNCATE ON public.contracting_duty FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_duty_no_truncate_e58ea();

COMMENT ON TRIGGER pgtrigger_duty_no_truncate_e58ea ON public.contracting_duty IS 'e90d5bb9cafa4d0a620188a537d67dcb58f3475c';

CREATE TRIGGER pgtrigger_entry_append_only_cb569 BEFORE DELETE OR UPDATE ON public.ledger_entry FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_entry_append_only_cb569();

COMMENT ON TRIGGER pgtrigger_entry_append_only_cb569 ON public.ledger_entry IS '7f3e2624dcad4b5adb0f22b3f9a5bb9a83666255';

CREATE TRIGGER pgtrigger_entry_balances_6f1b3 AFTER INSERT ON public.ledger_line REFERENCING NEW TABLE AS new_lines FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_entry_balances_6f1b3();

COMMENT ON TRIGGER pgtrigger_entry_balances_6f1b3 ON public.ledger_line IS '2baaf23c4076c2aed9c328eb6b5757ba03d8570c';

CREATE TRIGGER pgtrigger_entry_no_truncate_57f08 BEFORE TRUNCATE ON public.ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_entry_no_truncate_57f08();

COMMENT ON TRIGGER pgtrigger_entry_no_truncate_57f08 ON public.ledger_entry IS 'c15341f363d06204b29de4a104b13fab6b242673';

CREATE TRIGGER pgtrigger_entry_period_open_e5696 AFTER INSERT ON public.ledger_entry REFERENCING NEW TABLE AS new_entries FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_entry_period_open_e5696();

COMMENT ON TRIGGER pgtrigger_entry_period_open_e5696 ON public.ledger_entry IS '99f72bc6ce5e66ab9e2c976f7534aed50fe63235';

CREATE TRIGGER pgtrigger_event_is_frozen_38bcc BEFORE UPDATE ON public.platform_event FOR EACH ROW WHEN ((((old.actor)::text IS DISTINCT FROM (new.actor)::text) OR (old.at IS DISTINCT FROM new.at) OR ((old.body_hash)::text IS DISTINCT FROM (new.body_hash)::text) OR (old.business_on IS DISTINCT FROM new.business_on) OR (old.cause_seq IS DISTINCT FROM new.cause_seq) OR (old.changed IS DISTINCT FROM new.changed) OR (old.entity_id IS DISTINCT FROM new.entity_id) OR (old.facts IS DISTINCT FROM new.facts) OR (old.id IS DISTINCT FROM new.id) OR ((old.key)::text IS DISTINCT FROM (new.key)::text) OR ((old.name)::text IS DISTINCT FROM (new.name)::text) OR (old.seq IS DISTINCT FROM new.seq) OR (old.subject_id IS DISTINCT FROM new.subject_id))) EXECUTE FUNCTION public.pgtrigger_event_is_frozen_38bcc();

COMMENT ON TRIGGER pgtrigger_event_is_frozen_38bcc ON public.platform_event IS 'da1ada26b5d84a99009a96ae45249bc37211ae08';

CREATE TRIGGER pgtrigger_event_is_kept_90bca BEFORE DELETE ON public.platform_event FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_event_is_kept_90bca();

COMMENT ON TRIGGER pgtrigger_event_is_kept_90bca ON public.platform_event IS 'a99677994bc842c64ca39f5e797e6f6824abba03';

CREATE TRIGGER pgtrigger_event_no_truncate_d2f73 BEFORE TRUNCATE ON public.platform_event FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_event_no_truncate_d2f73();

COMMENT ON TRIGGER pgtrigger_event_no_truncate_d2f73 ON public.platform_event IS '1234b1bf73b78a3a714a1baebc3547d55939e026';

CREATE TRIGGER pgtrigger_file_append_only_80b1d BEFORE DELETE OR UPDATE ON public.platform_file FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_file_append_only_80b1d();

COMMENT ON TRIGGER pgtrigger_file_append_only_80b1d ON public.platform_file IS 'ec96fa175ab5ebdc046ecb78296d73f00afd7f87';

CREATE TRIGGER pgtrigger_file_no_truncate_47783 BEFORE TRUNCATE ON public.platform_file FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_file_no_truncate_47783();

COMMENT ON TRIGGER pgtrigger_file_no_truncate_47783 ON public.platform_file IS 'd9f4911802cf6833b0f0bcbe497649231be47085';

CREATE TRIGGER pgtrigger_incoming_kept_4bb3c BEFORE DELETE ON public.integrating_incoming FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_incoming_kept_4bb3c();

COMMENT ON TRIGGER pgtrigger_incoming_kept_4bb3c ON public.integrating_incoming IS '03f12e7ba1778312b7ac88bc2c8baf617f7c2db2';

CREATE TRIGGER pgtrigger_incoming_no_truncate_57944 BEFORE TRUNCATE ON public.integrating_incoming FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_incoming_no_truncate_57944();

COMMENT ON TRIGGER pgtrigger_incoming_no_truncate_57944 ON public.integrating_incoming IS '7bc4be64f382966e74993ae7f024271823ad63b6';

CREATE TRIGGER pgtrigger_index_value_append_only_bacb3 BEFORE DELETE OR UPDATE ON public.pricing_index_value FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_index_value_append_only_bacb3();

COMMENT ON TRIGGER pgtrigger_index_value_append_only_bacb3 ON public.pricing_index_value IS 'ae17c1214569587335ac48f6a16ebf4aa392e212';

CREATE TRIGGER pgtrigger_index_value_no_truncate_cd3fe BEFORE TRUNCATE ON public.pricing_index_value FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_index_value_no_truncate_cd3fe();

COMMENT ON TRIGGER pgtrigger_index_value_no_truncate_cd3fe ON public.pricing_index_value IS '07f77d5e5b8d917239475bfe48041d698700d44b';

CREATE TRIGGER pgtrigger_invoice_adds_up_3c930 BEFORE UPDATE ON public.invoicing_invoice FOR EACH ROW WHEN (((new.state)::text = 'issued'::text)) EXECUTE FUNCTION public.pgtrigger_invoice_adds_up_3c930();

COMMENT ON TRIGGER pgtrigger_invoice_adds_up_3c930 ON public.invoicing_invoice IS 'e631ffe2202eac7e1cd65cf826dd0c05824afe7a';

CREATE TRIGGER pgtrigger_invoice_issued_is_frozen_366e4 BEFORE DELETE OR UPDATE ON public.invoicing_invoice FOR EACH ROW WHEN (((old.state)::text = 'issued'::text)) EXECUTE FUNCTION public.pgtrigger_invoice_issued_is_frozen_366e4();

COMMENT ON TRIGGER pgtrigger_invoice_issued_is_frozen_366e4 ON public.invoicing_invoice IS '9ba761dbe61a15592e60d472e6df4223f1bfd540';

CREATE TRIGGER pgtrigger_invoice_kept_053b1 BEFORE DELETE ON public.invoicing_invoice FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_invoice_kept_053b1();

COMMENT ON TRIGGER pgtrigger_invoice_kept_053b1 ON public.invoicing_invoice IS '93fac3f2d8cf7e278b187f126fa2cbf878ee041e';

CREATE TRIGGER pgtrigger_invoice_line_references_changed_d0835 AFTER UPDATE ON public.invoicing_line REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_invoice_line_references_changed_d0835();

COMMENT ON TRIGGER pgtrigger_invoice_line_references_changed_d0835 ON public.invoicing_line IS '7406f6d48446162ba3906ff87c4cd9539d806488';

CREATE TRIGGER pgtrigger_invoice_line_references_debfa AFTER INSERT ON public.invoicing_line REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_invoice_line_references_debfa();

COMMENT ON TRIGGER pgtrigger_invoice_line_references_debfa ON public.invoicing_line IS 'daa81e804ab58f12fe684da7f57b06024e828941';

CREATE TRIGGER pgtrigger_invoice_lines_frozen_c5f2b BEFORE DELETE OR UPDATE ON public.invoicing_line FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_invoice_lines_frozen_c5f2b();

COMMENT ON TRIGGER pgtrigger_invoice_lines_frozen_c5f2b ON public.invoicing_line IS '5c16712f36e8aeaf488615cbd51db3c76d1d5dbd';

CREATE TRIGGER pgtrigger_invoice_lines_whole_2eea8 AFTER INSERT ON public.invoicing_line REFERENCING NEW TABLE AS new_lines FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_invoice_lines_whole_2eea8();

COMMENT ON TRIGGER pgtrigger_invoice_lines_whole_2eea8 ON public.invoicing_line IS 'b980ad368bbf2acdfb5bed7e2cfde50acb8b1029';

CREATE TRIGGER pgtrigger_invoice_link_kept_a7696 BEFORE DELETE ON public.invoicing_link FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_invoice_link_kept_a7696();

COMMENT ON TRIGGER pgtrigger_invoice_link_kept_a7696 ON public.invoicing_link IS 'e6eaa37b8d2afde72e751a5a1d26ada471d68d15';

CREATE TRIGGER pgtrigger_invoice_link_no_truncate_a4bc9 BEFORE TRUNCATE ON public.invoicing_link FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_invoice_link_no_truncate_a4bc9();

COMMENT ON TRIGGER pgtrigger_invoice_link_no_truncate_a4bc9 ON public.invoicing_link IS '11722234143f38f31515adea6b5ddfac43c0c81e';

CREATE TRIGGER pgtrigger_invoice_mail_kept_90936 BEFORE DELETE ON public.invoicing_mail FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_invoice_mail_kept_90936();

COMMENT ON TRIGGER pgtrigger_invoice_mail_kept_90936 ON public.invoicing_mail IS 'f3a9bf72393ca79ff010a328ea41e25ec398fc32';

CREATE TRIGGER pgtrigger_invoice_mail_no_truncate_8bb70 BEFORE TRUNCATE ON public.invoicing_mail FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_invoice_mail_no_truncate_8bb70();

COMMENT ON TRIGGER pgtrigger_invoice_mail_no_truncate_8bb70 ON public.invoicing_mail IS '6b2d69b8249e7fc419cadbc5b939e45313cfb8f6';

CREATE TRIGGER pgtrigger_invoice_mail_sent_is_frozen_8d659 BEFORE UPDATE ON public.invoicing_mail FOR EACH ROW WHEN ((((old.state)::text = ANY ((ARRAY['sent'::character varying, 'bounced'::character varying])::text[])) AND ((old.invoice_id IS DISTINCT FROM new.invoice_id) OR (old.number IS DISTINCT FROM new.number) OR ((old.name)::text IS DISTINCT FROM (new.name)::text) OR ((old.email)::text IS DISTINCT FROM (new.email)::text) OR ((old.asked_by)::text IS DISTINCT FROM (new.asked_by)::text) OR (old.asked_at IS DISTINCT FROM new.asked_at) OR (old.sent_at IS DISTINCT FROM new.sent_at) OR (old.sent_on IS DISTINCT FROM new.sent_on) OR ((old.sha256)::text IS DISTINCT FROM (new.sha256)::text)))) EXECUTE FUNCTION public.pgtrigger_invoice_mail_sent_is_frozen_8d659();

COMMENT ON TRIGGER pgtrigger_invoice_mail_sent_is_frozen_8d659 ON public.invoicing_mail IS '9874cd12d8d2494688ea9dbffd651d93b4041dca';

CREATE TRIGGER pgtrigger_invoice_mailing_no_truncate_de050 BEFORE TRUNCATE ON public.invoicing_mailing FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_invoice_mailing_no_truncate_de050();

COMMENT ON TRIGGER pgtrigger_invoice_mailing_no_truncate_de050 ON public.invoicing_mailing IS 'be12c4968c56b77e86497439e6e5b6933064dd95';

CREATE TRIGGER pgtrigger_invoice_no_truncate_d02f5 BEFORE TRUNCATE ON public.invoicing_invoice FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_invoice_no_truncate_d02f5();

COMMENT ON TRIGGER pgtrigger_invoice_no_truncate_d02f5 ON public.invoicing_invoice IS '4549b97168f47deafc7a2f43fb4e48143ccc5ad9';

CREATE TRIGGER pgtrigger_invoice_vat_frozen_241aa BEFORE DELETE OR UPDATE ON public.invoicing_vat FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_invoice_vat_frozen_241aa();

COMMENT ON TRIGGER pgtrigger_invoice_vat_frozen_241aa ON public.invoicing_vat IS 'a2fd25ad52c506b06ba6d2aae049598d58ea5d36';

CREATE TRIGGER pgtrigger_invoice_vat_whole_3a818 AFTER INSERT ON public.invoicing_vat REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_invoice_vat_whole_3a818();

COMMENT ON TRIGGER pgtrigger_invoice_vat_whole_3a818 ON public.invoicing_vat IS '0f9841473e018e55d5d5ce27a74bf79a863691ac';

CREATE TRIGGER pgtrigger_invoice_within_order_f9bf3 AFTER INSERT ON public.invoicing_line REFERENCING NEW TABLE AS new_lines FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_invoice_within_order_f9bf3();

COMMENT ON TRIGGER pgtrigger_invoice_within_order_f9bf3 ON public.invoicing_line IS 'ee3f990eb8739be2ceaf88feb0f3a41a24f2b560';

CREATE TRIGGER pgtrigger_layout_kept_13dc1 BEFORE DELETE ON public.quoting_layout FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_layout_kept_13dc1();

COMMENT ON TRIGGER pgtrigger_layout_kept_13dc1 ON public.quoting_layout IS '467bdccbbe4c6732f4d4e4ee6093a5547dd50a8c';

CREATE TRIGGER pgtrigger_layout_no_truncate_9449a BEFORE TRUNCATE ON public.quoting_layout FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_layout_no_truncate_9449a();

COMMENT ON TRIGGER pgtrigger_layout_no_truncate_9449a ON public.quoting_layout IS '384a47a1e5779a37f13ce09e18e53d1769012573';

CREATE TRIGGER pgtrigger_line_append_only_5f055 BEFORE DELETE OR UPDATE ON public.ledger_line FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_line_append_only_5f055();

COMMENT ON TRIGGER pgtrigger_line_append_only_5f055 ON public.ledger_line IS 'b2d92c17eba1f2b6630b6d0a726229121eb05bc9';

CREATE TRIGGER pgtrigger_line_no_truncate_ac70e BEFORE TRUNCATE ON public.ledger_line FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_line_no_truncate_ac70e();

COMMENT ON TRIGGER pgtrigger_line_no_truncate_ac70e ON public.ledger_line IS '8eab9bc1b32bd8350762f11d661f6784c8ca3848';

CREATE TRIGGER pgtrigger_link_is_used_once_95c34 BEFORE UPDATE ON public.approvals_link FOR EACH ROW WHEN ((old.used_at IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_link_is_used_once_95c34();

COMMENT ON TRIGGER pgtrigger_link_is_used_once_95c34 ON public.approvals_link IS '961e5a9cc83df417dc33c0bcfbd03a5430562a1b';

CREATE TRIGGER pgtrigger_link_kept_ede2d BEFORE DELETE ON public.approvals_link FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_link_kept_ede2d();

COMMENT ON TRIGGER pgtrigger_link_kept_ede2d ON public.approvals_link IS '2eb606fcaa05f809eb5123adb39095690c4a812b';

CREATE TRIGGER pgtrigger_link_no_truncate_57b4d BEFORE TRUNCATE ON public.approvals_link FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_link_no_truncate_57b4d();

COMMENT ON TRIGGER pgtrigger_link_no_truncate_57b4d ON public.approvals_link IS '4c5f5fa1530da850c7608dc9cec077cd72f43d95';

CREATE TRIGGER pgtrigger_listed_append_only_b4b49 BEFORE DELETE OR UPDATE ON public.imports_listed FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_listed_append_only_b4b49();

COMMENT ON TRIGGER pgtrigger_listed_append_only_b4b49 ON public.imports_listed IS '16f5f4a21183cdf82f48aedd0b512184f048545e';

CREATE TRIGGER pgtrigger_listed_no_truncate_31a30 BEFORE TRUNCATE ON public.imports_listed FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_listed_no_truncate_31a30();

COMMENT ON TRIGGER pgtrigger_listed_no_truncate_31a30 ON public.imports_listed IS '1ad014ebec8864f32ccc943549a743e1d8e9f70c';

CREATE TRIGGER pgtrigger_message_append_only_34f23 BEFORE DELETE OR UPDATE ON public.portal_message FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_message_append_only_34f23();

COMMENT ON TRIGGER pgtrigger_message_append_only_34f23 ON public.portal_message IS '319410e58f2e7731d6e6fcb1f1d00dbf32508b1c';

CREATE TRIGGER pgtrigger_model_version_frozen_8d54f BEFORE UPDATE ON public.configuring_version FOR EACH ROW WHEN ((((old.state)::text <> 'draft'::text) AND (((((old.model_id IS DISTINCT FROM new.model_id) OR (old.number IS DISTINCT FROM new.number)) OR (old.source IS DISTINCT FROM new.source)) OR ((old.sha256)::text IS DISTINCT FROM (new.sha256)::text)) OR (old.starts_on IS DISTINCT FROM new.starts_on)))) EXECUTE FUNCTION public.pgtrigger_model_version_frozen_8d54f();

COMMENT ON TRIGGER pgtrigger_model_version_frozen_8d54f ON public.configuring_version IS 'b708cac9cd005ec74a6ea11243e2ec17476c035f';

CREATE TRIGGER pgtrigger_model_version_kept_9d7aa BEFORE DELETE ON public.configuring_version FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_model_version_kept_9d7aa();

COMMENT ON TRIGGER pgtrigger_model_version_kept_9d7aa ON public.configuring_version IS '1092778b1474b0e21b9fe7a771f409084f689caa';

CREATE TRIGGER pgtrigger_model_version_no_truncate_d9fdb BEFORE TRUNCATE ON public.configuring_version FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_model_version_no_truncate_d9fdb();

COMMENT ON TRIGGER pgtrigger_model_version_no_truncate_d9fdb ON public.configuring_version IS 'e93ef24084f28313ba83c1dc4c9395971691fb6e';

CREATE TRIGGER pgtrigger_model_version_no_way_back_7d15d BEFORE UPDATE ON public.configuring_version FOR EACH ROW WHEN (((((old.state)::text = ANY ((ARRAY['published'::character varying, 'retired'::character varying])::text[])) AND ((new.state)::text = 'draft'::text)) OR (((new.state)::text = 'published'::text) AND ((old.state)::text = 'retired'::text)))) EXECUTE FUNCTION public.pgtrigger_model_version_no_way_back_7d15d();

COMMENT ON TRIGGER pgtrigger_model_version_no_way_back_7d15d ON public.configuring_version IS 'd71fcafb45610d7d0a91ba0bd739c5d67804eb82';

CREATE TRIGGER pgtrigger_obligation_head_frozen_7e293 BEFORE UPDATE ON public.recognizing_obligation FOR EACH ROW WHEN (((old.booked_on IS DISTINCT FROM new.booked_on) OR ((old.currency)::text IS DISTINCT FROM (new.currency)::text) OR (old.customer_id IS DISTINCT FROM new.customer_id) OR (old.entity_id IS DISTINCT FROM new.entity_id) OR (old.order_line_id IS DISTINCT FROM new.order_line_id))) EXECUTE FUNCTION public.pgtrigger_obligation_head_frozen_7e293();

COMMENT ON TRIGGER pgtrigger_obligation_head_frozen_7e293 ON public.recognizing_obligation IS '141b1ee5ea59c084af1bb093e6a55e9d6cfd8c86';

CREATE TRIGGER pgtrigger_obligation_kept_452f8 BEFORE DELETE ON public.recognizing_obligation FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_obligation_kept_452f8();

COMMENT ON TRIGGER pgtrigger_obligation_kept_452f8 ON public.recognizing_obligation IS 'a96876b61c4e517b019e6d1b636ec8141b4e174b';

CREATE TRIGGER pgtrigger_obligation_no_truncate_c246b BEFORE TRUNCATE ON public.recognizing_obligation FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_obligation_no_truncate_c246b();

COMMENT ON TRIGGER pgtrigger_obligation_no_truncate_c246b ON public.recognizing_obligation IS '909d0f2cee075e65813c16f7cc62e27c3c5db1e0';

CREATE TRIGGER pgtrigger_obligation_references_6d0af AFTER INSERT ON public.recognizing_obligation REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_obligation_references_6d0af();

COMMENT ON TRIGGER pgtrigger_obligation_references_6d0af ON public.recognizing_obligation IS '93d085ec4544c807a252a45ebe18ae27b8672619';

CREATE TRIGGER pgtrigger_obligation_references_changed_ce110 AFTER UPDATE ON public.recognizing_obligation REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_obligation_references_changed_ce110();

COMMENT ON TRIGGER pgtrigger_obligation_references_changed_ce110 ON public.recognizing_obligation IS '37a92efa6287c00e5f8fe6fedbbbcf7a07ebe2f7';

CREATE TRIGGER pgtrigger_obligation_totals_62ef6 AFTER INSERT ON public.recognizing_obligation REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_obligation_totals_62ef6();

COMMENT ON TRIGGER pgtrigger_obligation_totals_62ef6 ON public.recognizing_obligation IS 'cb42e7f23360d91a3f347ed08b78304544b4d047';

CREATE TRIGGER pgtrigger_obligation_totals_changed_42d7e AFTER UPDATE ON public.recognizing_obligation REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_obligation_totals_changed_42d7e();

COMMENT ON TRIGGER pgtrigger_obligation_totals_changed_42d7e ON public.recognizing_obligation IS '8bae4fd7b3bad0ea947ce82aa9b719c2f8b644c6';

CREATE TRIGGER pgtrigger_order_cancel_untouched_00ded BEFORE UPDATE OF state ON public.ordering_order FOR EACH ROW WHEN (((new.state)::text = 'canceled'::text)) EXECUTE FUNCTION public.pgtrigger_order_cancel_untouched_00ded();

COMMENT ON TRIGGER pgtrigger_order_cancel_untouched_00ded ON public.ordering_order IS '39da6e46d3fbd44b7de7edbd7d91d38d2ab256ed';

CREATE TRIGGER pgtrigger_order_goes_approved_e0276 BEFORE UPDATE ON public.ordering_order FOR EACH ROW WHEN ((((old.hold_reason)::text = 'approval'::text) AND ((old.state)::text = 'held'::text) AND ((new.state)::text <> 'canceled'::text) AND (((new.state)::text <> 'held'::text) OR ((new.hold_reason)::text <> 'approval'::text)))) EXECUTE FUNCTION public.pgtrigger_order_goes_approved_e0276();

COMMENT ON TRIGGER pgtrigger_order_goes_approved_e0276 ON public.ordering_order IS '8d5c26563502f2d07f5dc4d19692929d3032421b';

CREATE TRIGGER pgtrigger_order_kept_f3085 BEFORE DELETE ON public.ordering_order FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_order_kept_f3085();

COMMENT ON TRIGGER pgtrigger_order_kept_f3085 ON public.ordering_order IS '662acfaa189de11057e4709e7c6c0ab05d9969cd';

CREATE TRIGGER pgtrigger_order_line_frozen_27c37 BEFORE DELETE OR UPDATE ON public.ordering_line FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_order_line_frozen_27c37();

COMMENT ON TRIGGER pgtrigger_order_line_frozen_27c37 ON public.ordering_line IS '1c2524aaad94f3db41b29847e7d943f721033e53';

CREATE TRIGGER pgtrigger_order_line_no_truncate_cd950 BEFORE TRUNCATE ON public.ordering_line FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_order_line_no_truncate_cd950();

COMMENT ON TRIGGER pgtrigger_order_line_no_truncate_cd950 ON public.ordering_line IS '0258f5e4ab6668ed27a0e874a062ee8dddd397ba';

CREATE TRIGGER pgtrigger_order_line_references_3088a AFTER INSERT ON public.ordering_line REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_order_line_references_3088a();

COMMENT ON TRIGGER pgtrigger_order_line_references_3088a ON public.ordering_line IS '5b0518594881441ec6fa6922a5f160aaeb643973';

CREATE TRIGGER pgtrigger_order_no_truncate_85fa4 BEFORE TRUNCATE ON public.ordering_order FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_order_no_truncate_85fa4();

COMMENT ON TRIGGER pgtrigger_order_no_truncate_85fa4 ON public.ordering_order IS '20955da1a4dac9613f2b4586346cde5ddd44436c';

CREATE TRIGGER pgtrigger_outgoing_body_is_frozen_86634 BEFORE UPDATE ON public.integrating_outgoing FOR EACH ROW WHEN (((old.body IS DISTINCT FROM new.body) OR ((old.digest)::text IS DISTINCT FROM (new.digest)::text) OR ((old.kind)::text IS DISTINCT FROM (new.kind)::text) OR (old.our_id IS DISTINCT FROM new.our_id) OR (old.seq IS DISTINCT FROM new.seq))) EXECUTE FUNCTION public.pgtrigger_outgoing_body_is_frozen_86634();

COMMENT ON TRIGGER pgtrigger_outgoing_body_is_frozen_86634 ON public.integrating_outgoing IS 'fc12741022ad017ae6ff1bb10b47f36cfff7ec29';

CREATE TRIGGER pgtrigger_outgoing_kept_69284 BEFORE DELETE ON public.integrating_outgoing FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_outgoing_kept_69284();

COMMENT ON TRIGGER pgtrigger_outgoing_kept_69284 ON public.integrating_outgoing IS 'b83412cd1e3b1f487189d8bd53e688d3044b0cd7';

CREATE TRIGGER pgtrigger_outgoing_no_truncate_fe134 BEFORE TRUNCATE ON public.integrating_outgoing FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_outgoing_no_truncate_fe134();

COMMENT ON TRIGGER pgtrigger_outgoing_no_truncate_fe134 ON public.integrating_outgoing IS 'c2b1f0de0590c412dd3a174be8491ec2996db57f';

CREATE TRIGGER pgtrigger_payer_message_is_frozen_cb2e2 BEFORE UPDATE ON public.collecting_payer_message FOR EACH ROW WHEN (((old.created_at IS DISTINCT FROM new.created_at) OR (old.customer_id IS DISTINCT FROM new.customer_id) OR (old.entity_id IS DISTINCT FROM new.entity_id) OR (old.id IS DISTINCT FROM new.id) OR (old.item_id IS DISTINCT FROM new.item_id) OR ((old.kind)::text IS DISTINCT FROM (new.kind)::text) OR (old."on" IS DISTINCT FROM new."on") OR ((old.text)::text IS DISTINCT FROM (new.text)::text))) EXECUTE FUNCTION public.pgtrigger_payer_message_is_frozen_cb2e2();

COMMENT ON TRIGGER pgtrigger_payer_message_is_frozen_cb2e2 ON public.collecting_payer_message IS 'de0d1b43e96bf33d9f9a99b936bff51a0c4c0ffc';

CREATE TRIGGER pgtrigger_payer_message_kept_28e6a BEFORE DELETE ON public.collecting_payer_message FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_payer_message_kept_28e6a();

COMMENT ON TRIGGER pgtrigger_payer_message_kept_28e6a ON public.collecting_payer_message IS 'afa378422b017322d2d7895f3b749c458f0a3ed8';

CREATE TRIGGER pgtrigger_payer_message_no_truncate_7b8a8 BEFORE TRUNCATE ON public.collecting_payer_message FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_payer_message_no_truncate_7b8a8();

COMMENT ON TRIGGER pgtrigger_payer_message_no_truncate_7b8a8 ON public.collecting_payer_message IS 'd709f5d3e640c73e9740a72cdbdc494f683bd63f';

CREATE TRIGGER pgtrigger_payment_is_frozen_fd996 BEFORE UPDATE ON public.collecting_payment FOR EACH ROW WHEN (((old.amount_minor IS DISTINCT FROM new.amount_minor) OR (old.bank_line_id IS DISTINCT FROM new.bank_line_id) OR (old.created_at IS DISTINCT FROM new.created_at) OR ((old.currency)::text IS DISTINCT FROM (new.currency)::text) OR (old.customer_id IS DISTINCT FROM new.customer_id) OR (old.entity_id IS DISTINCT FROM new.entity_id) OR (old.id IS DISTINCT FROM new.id) OR ((old.method)::text IS DISTINCT FROM (new.method)::text) OR ((old.number)::text IS DISTINCT FROM (new.number)::text) OR (old.received_on IS DISTINCT FROM new.received_on) OR ((old.reference)::text IS DISTINCT FROM (new.reference)::text))) EXECUTE FUNCTION public.pgtrigger_payment_is_frozen_fd996();

COMMENT ON TRIGGER pgtrigger_payment_is_frozen_fd996 ON public.collecting_payment IS '8ba3bd01df1ad55d2e35b7a464cb440f5e08309a';

CREATE TRIGGER pgtrigger_payment_is_kept_38422 BEFORE DELETE ON public.collecting_payment FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_payment_is_kept_38422();

COMMENT ON TRIGGER pgtrigger_payment_is_kept_38422 ON public.collecting_payment IS 'bd3e35bfce598320f59b154efc6278db790c8120';

CREATE TRIGGER pgtrigger_payment_return_append_only_44669 BEFORE DELETE OR UPDATE ON public.collecting_return FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_payment_return_append_only_44669();

COMMENT ON TRIGGER pgtrigger_payment_return_append_only_44669 ON public.collecting_return IS '3a567ec67da254dfe481055b2bca0da4263f87a8';

CREATE TRIGGER pgtrigger_payment_return_no_truncate_0b15d BEFORE TRUNCATE ON public.collecting_return FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_payment_return_no_truncate_0b15d();

COMMENT ON TRIGGER pgtrigger_payment_return_no_truncate_0b15d ON public.collecting_return IS 'feed7cda37b54108754e3ad7e19897d3b047cc0a';

CREATE TRIGGER pgtrigger_playbook_rule_is_frozen_ebda2 BEFORE UPDATE ON public.contracting_playbook_rule FOR EACH ROW WHEN ((((old.comparison)::text IS DISTINCT FROM (new.comparison)::text) OR (old.created_at IS DISTINCT FROM new.created_at) OR (old.entity_id IS DISTINCT FROM new.entity_id) OR (old.id IS DISTINCT FROM new.id) OR ((old."position")::text IS DISTINCT FROM (new."position")::text) OR ((old.source)::text IS DISTINCT FROM (new.source)::text) OR (old.starts_on IS DISTINCT FROM new.starts_on) OR ((old.topic)::text IS DISTINCT FROM (new.topic)::text) OR (old.value IS DISTINCT FROM new.value))) EXECUTE FUNCTION public.pgtrigger_playbook_rule_is_frozen_ebda2();

COMMENT ON TRIGGER pgtrigger_playbook_rule_is_frozen_ebda2 ON public.contracting_playbook_rule IS '1b77da3472fd3e8f4d94b95269eee93f3fdf8874';

CREATE TRIGGER pgtrigger_playbook_rule_kept_87d33 BEFORE DELETE ON public.contracting_playbook_rule FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_playbook_rule_kept_87d33();

COMMENT ON TRIGGER pgtrigger_playbook_rule_kept_87d33 ON public.contracting_playbook_rule IS '759bce35a8d914dd8ee7a1f34a642e42bde9a30f';

CREATE TRIGGER pgtrigger_playbook_rule_no_truncate_c6497 BEFORE TRUNCATE ON public.contracting_playbook_rule FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_playbook_rule_no_truncate_c6497();

COMMENT ON TRIGGER pgtrigger_playbook_rule_no_truncate_c6497 ON public.contracting_playbook_rule IS '89aeb85e1f12e01361df64fb0735a29484130bc5';

CREATE TRIGGER pgtrigger_policy_is_frozen_bc9dd BEFORE UPDATE ON public.approvals_policy FOR EACH ROW WHEN (((old.bulk_minor IS DISTINCT FROM new.bulk_minor) OR (old.conditions IS DISTINCT FROM new.conditions) OR (old.created_at IS DISTINCT FROM new.created_at) OR (old.entity_id IS DISTINCT FROM new.entity_id) OR (old.escalate_person_id IS DISTINCT FROM new.escalate_person_id) OR ((old.escalate_role)::text IS DISTINCT FROM (new.escalate_role)::text) OR (old.hours IS DISTINCT FROM new.hours) OR (old.id IS DISTINCT FROM new.id) OR (old.lineage IS DISTINCT FROM new.lineage) OR ((old.name)::text IS DISTINCT FROM (new.name)::text) OR (old.person_id IS DISTINCT FROM new.person_id) OR ((old.role)::text IS DISTINCT FROM (new.role)::text) OR (old.stage IS DISTINCT FROM new.stage) OR (old.starts_on IS DISTINCT FROM new.starts_on) OR (old.version IS DISTINCT FROM new.version))) EXECUTE FUNCTION public.pgtrigger_policy_is_frozen_bc9dd();

COMMENT ON TRIGGER pgtrigger_policy_is_frozen_bc9dd ON public.approvals_policy IS '4ce9ab9d9e5479017a983486c2940f0ad0b16e8b';

CREATE TRIGGER pgtrigger_policy_kept_0a05f BEFORE DELETE ON public.approvals_policy FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_policy_kept_0a05f();

COMMENT ON TRIGGER pgtrigger_policy_kept_0a05f ON public.approvals_policy IS '64c5d7a8cd652cef41bd8334cd6e09c038754805';

CREATE TRIGGER pgtrigger_policy_no_truncate_4754a BEFORE TRUNCATE ON public.approvals_policy FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_policy_no_truncate_4754a();

COMMENT ON TRIGGER pgtrigger_policy_no_truncate_4754a ON public.approvals_policy IS '10469620489945491df30be8a0b736a77000f49d';

CREATE TRIGGER pgtrigger_product_kept_6793c BEFORE DELETE ON public.catalog_product FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_product_kept_6793c();

COMMENT ON TRIGGER pgtrigger_product_kept_6793c ON public.catalog_product IS 'dfca175295c7190d7ab8f4e5233c02053a14702e';

CREATE TRIGGER pgtrigger_product_model_kept_13efd BEFORE DELETE ON public.configuring_model FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_product_model_kept_13efd();

COMMENT ON TRIGGER pgtrigger_product_model_kept_13efd ON public.configuring_model IS 'a61820c103757ca19ee2d210fd70af9d2d104712';

CREATE TRIGGER pgtrigger_product_model_no_truncate_c49ea BEFORE TRUNCATE ON public.configuring_model FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_product_model_no_truncate_c49ea();

COMMENT ON TRIGGER pgtrigger_product_model_no_truncate_c49ea ON public.configuring_model IS '96a62541f2d8e6941c74c5245214c7074b45bc5b';

CREATE TRIGGER pgtrigger_product_no_truncate_c0932 BEFORE TRUNCATE ON public.catalog_product FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_product_no_truncate_c0932();

COMMENT ON TRIGGER pgtrigger_product_no_truncate_c0932 ON public.catalog_product IS 'fee6510e19645d8fd2c77a3b9d22ecbb54f3b7c1';

CREATE TRIGGER pgtrigger_quote_accepted_is_frozen_f6827 BEFORE DELETE OR UPDATE ON public.quoting_quote FOR EACH ROW WHEN (((old.state)::text = 'accepted'::text)) EXECUTE FUNCTION public.pgtrigger_quote_accepted_is_frozen_f6827();

COMMENT ON TRIGGER pgtrigger_quote_accepted_is_frozen_f6827 ON public.quoting_quote IS 'abfc52f451e668bf342614945086066a05ab017a';

CREATE TRIGGER pgtrigger_quote_accepts_one_alternative_7461a BEFORE INSERT OR UPDATE OF state ON public.quoting_quote FOR EACH ROW WHEN (((new.state)::text = 'accepted'::text)) EXECUTE FUNCTION public.pgtrigger_quote_accepts_one_alternative_7461a();

COMMENT ON TRIGGER pgtrigger_quote_accepts_one_alternative_7461a ON public.quoting_quote IS '648665225c077a079a4870c09a3a4426ba19b7c1';

CREATE TRIGGER pgtrigger_quote_lines_frozen_added_91563 AFTER INSERT ON public.quoting_line REFERENCING NEW TABLE AS new_lines FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_quote_lines_frozen_added_91563();

COMMENT ON TRIGGER pgtrigger_quote_lines_frozen_added_91563 ON public.quoting_line IS '29cc07f14f63a6e4febe2eb898d090663912998b';

CREATE TRIGGER pgtrigger_quote_lines_frozen_changed_93d93 AFTER UPDATE ON public.quoting_line REFERENCING OLD TABLE AS old_lines NEW TABLE AS new_lines FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_quote_lines_frozen_changed_93d93();

COMMENT ON TRIGGER pgtrigger_quote_lines_frozen_changed_93d93 ON public.quoting_line IS 'b239eca7228a94808b644854d43e74f9f53a29d2';

CREATE TRIGGER pgtrigger_quote_lines_frozen_removed_ee37a AFTER DELETE ON public.quoting_line REFERENCING OLD TABLE AS old_lines FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_quote_lines_frozen_removed_ee37a();

COMMENT ON TRIGGER pgtrigger_quote_lines_frozen_removed_ee37a ON public.quoting_line IS 'bfbf6498df4850ee582517d400b49a6a6b547a77';

CREATE TRIGGER pgtrigger_quote_new_is_approved_d2738 BEFORE INSERT ON public.quoting_quote FOR EACH ROW WHEN (((new.state)::text <> ALL ((ARRAY['draft'::character varying, 'void'::character varying])::text[]))) EXECUTE FUNCTION public.pgtrigger_quote_new_is_approved_d2738();

COMMENT ON TRIGGER pgtrigger_quote_new_is_approved_d2738 ON public.quoting_quote IS 'fcf7f034accea7177b7a4060b1407c5d0c2694ad';

CREATE TRIGGER pgtrigger_quote_sent_is_approved_79d2b BEFORE UPDATE ON public.quoting_quote FOR EACH ROW WHEN ((((old.state)::text = 'draft'::text) AND ((new.state)::text <> ALL ((ARRAY['draft'::character varying, 'void'::character varying])::text[])))) EXECUTE FUNCTION public.pgtrigger_quote_sent_is_approved_79d2b();

COMMENT ON TRIGGER pgtrigger_quote_sent_is_approved_79d2b ON public.quoting_quote IS '49774f07d6e144e2d6faf23b2f1c47e50b273866';

CREATE TRIGGER pgtrigger_quote_sent_is_configured_a3793 BEFORE UPDATE OF state ON public.quoting_quote FOR EACH ROW WHEN ((((new.state)::text = 'sent'::text) AND ((old.state)::text = 'draft'::text))) EXECUTE FUNCTION public.pgtrigger_quote_sent_is_configured_a3793();

COMMENT ON TRIGGER pgtrigger_quote_sent_is_configured_a3793 ON public.quoting_quote IS 'd0f4b90d3bef86a187b5fa0678d1a207544f10df';

CREATE TRIGGER pgtrigger_quote_sent_is_frozen_5a57b BEFORE UPDATE ON public.quoting_quote FOR EACH ROW WHEN ((((old.state)::text = 'sent'::text) AND ((((((((((((((((old.customer_id IS DISTINCT FROM new.customer_id) OR (old.valid_until IS DISTINCT FROM new.valid_until)) OR ((old.content_digest)::text IS DISTINCT FROM (new.content_digest)::text)) OR ((old.currency)::text IS DISTINCT FROM (new.currency)::text)) OR (old.discount_value IS DISTINCT FROM new.discount_value)) OR ((old.discount_kind)::text IS DISTINCT FROM (new.discount_kind)::text)) OR (old.amends_contract IS DISTINCT FROM new.amends_contract)) OR (old.contract_version IS DISTINCT FROM new.contract_version)) OR (old.amendment IS DISTINCT FROM new.amendment)) OR (old.alternatives IS DISTINCT FROM new.alternatives)) OR ((old.recommended)::text IS DISTINCT FROM (new.recommended)::text)) OR (old.schedule IS DISTINCT FROM new.schedule)) OR (old.deposit_percent IS DISTINCT FROM new.deposit_percent)) OR (old.offered IS DISTINCT FROM new.offered)) OR (old.uplift IS DISTINCT FROM new.uplift)) OR ((((((((((old.net_minor IS DISTINCT FROM new.net_minor) OR (old.vat_minor IS DISTINCT FROM new.vat_minor)) OR (old.gross_minor IS DISTINCT FROM new.gross_minor)) OR (old.one_off_minor IS DISTINCT FROM new.one_off_minor)) OR (old.recurring_minor IS DISTINCT FROM new.recurring_minor)) OR (old.mrr_minor IS DISTINCT FROM new.mrr_minor)) OR (old.chosen IS DISTINCT FROM new.chosen)) OR (old.picked IS DISTINCT FROM new.picked)) OR ((old.alternative)::text IS DISTINCT FROM (new.alternative)::text)) AND (NOT (((new.state)::text = 'accepted'::text) AND ((jsonb_array_length(new.chosen) > 0) OR (new.picked <> '{}'::jsonb) OR ((new.alternative)::text <> ''::text)))))))) EXECUTE FUNCTION public.pgtrigger_quote_sent_is_frozen_5a57b();

COMMENT ON TRIGGER pgtrigger_quote_sent_is_frozen_5a57b ON public.quoting_quote IS '95ccd6b9cd46350a20b2c7a82069a1f7f36c7395';

CREATE TRIGGER pgtrigger_ramp_kept_99082 BEFORE DELETE ON public.recognizing_ramp FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_ramp_kept_99082();

COMMENT ON TRIGGER pgtrigger_ramp_kept_99082 ON public.recognizing_ramp IS 'a54f9e92931c8626196631e4afd0ea901124bb20';

CREATE TRIGGER pgtrigger_ramp_no_truncate_29170 BEFORE TRUNCATE ON public.recognizing_ramp FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_ramp_no_truncate_29170();

COMMENT ON TRIGGER pgtrigger_ramp_no_truncate_29170 ON public.recognizing_ramp IS '120968ba3e892fb3b9e7cc4e9d0fbd22bfdbeef1';

CREATE TRIGGER pgtrigger_rate_append_only_cb93a BEFORE DELETE OR UPDATE ON public.currencies_rate FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_rate_append_only_cb93a();

COMMENT ON TRIGGER pgtrigger_rate_append_only_cb93a ON public.currencies_rate IS '6fcb60e47e2965b43a475ed596d18a6992011683';

CREATE TRIGGER pgtrigger_rate_no_truncate_4e3fd BEFORE TRUNCATE ON public.currencies_rate FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_rate_no_truncate_4e3fd();

COMMENT ON TRIGGER pgtrigger_rate_no_truncate_4e3fd ON public.currencies_rate IS '5ac42aefc416530dcebceb030c7fdddbd9101b92';

CREATE TRIGGER pgtrigger_recognition_append_only_f49fb BEFORE DELETE OR UPDATE ON public.recognizing_recognition FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_recognition_append_only_f49fb();

COMMENT ON TRIGGER pgtrigger_recognition_append_only_f49fb ON public.recognizing_recognition IS '55db41c32d420bf8d049439e715d9dbeb018294c';

CREATE TRIGGER pgtrigger_recognition_no_truncate_16e9a BEFORE TRUNCATE ON public.recognizing_recognition FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_recognition_no_truncate_16e9a();

COMMENT ON TRIGGER pgtrigger_recognition_no_truncate_16e9a ON public.recognizing_recognition IS 'c798076bf66508ad54f3d9b3ba22951ba9081b38';

CREATE TRIGGER pgtrigger_recognition_references_91a44 AFTER INSERT ON public.recognizing_recognition REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_recognition_references_91a44();

COMMENT ON TRIGGER pgtrigger_recognition_references_91a44 ON public.recognizing_recognition IS 'a241ba869166618c18ed40c534c33e5aaeeb6622';

CREATE TRIGGER pgtrigger_recognition_totals_36a32 AFTER INSERT ON public.recognizing_recognition REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_recognition_totals_36a32();

COMMENT ON TRIGGER pgtrigger_recognition_totals_36a32 ON public.recognizing_recognition IS '08e24d80becb00bb75a9c2871c345ca4ab4df1aa';

CREATE TRIGGER pgtrigger_reminder_is_frozen_0bcce BEFORE UPDATE ON public.collecting_reminder FOR EACH ROW WHEN (((old.body IS DISTINCT FROM new.body) OR (old.by_hand IS DISTINCT FROM new.by_hand) OR (old.created_at IS DISTINCT FROM new.created_at) OR (old.credits_minor IS DISTINCT FROM new.credits_minor) OR ((old.currency)::text IS DISTINCT FROM (new.currency)::text) OR (old.customer_id IS DISTINCT FROM new.customer_id) OR ((old.email)::text IS DISTINCT FROM (new.email)::text) OR (old.entity_id IS DISTINCT FROM new.entity_id) OR (old.id IS DISTINCT FROM new.id) OR (old.indemnity_minor IS DISTINCT FROM new.indemnity_minor) OR (old.interest_minor IS DISTINCT FROM new.interest_minor) OR ((old.language)::text IS DISTINCT FROM (new.language)::text) OR (old.level IS DISTINCT FROM new.level) OR (old.net_minor IS DISTINCT FROM new.net_minor) OR (old."on" IS DISTINCT FROM new."on") OR (old.overdue_minor IS DISTINCT FROM new.overdue_minor) OR (old.plan_id IS DISTINCT FROM new.plan_id) OR ((old.subject)::text IS DISTINCT FROM (new.subject)::text) OR ((old.tone)::text IS DISTINCT FROM (new.tone)::text))) EXECUTE FUNCTION public.pgtrigger_reminder_is_frozen_0bcce();

COMMENT ON TRIGGER pgtrigger_reminder_is_frozen_0bcce ON public.collecting_reminder IS '9161120a8b214abcc17d80e4244fffcb5d390da5';

CREATE TRIGGER pgtrigger_reminder_kept_7ee2b BEFORE DELETE ON public.collecting_reminder FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_reminder_kept_7ee2b();

COMMENT ON TRIGGER pgtrigger_reminder_kept_7ee2b ON public.collecting_reminder IS '3077d6dfb68cedec8c2620b17027be7c29e8b9bd';

CREATE TRIGGER pgtrigger_reminder_level_append_only_aed4c BEFORE DELETE OR UPDATE ON public.collecting_reminder_level FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_reminder_level_append_only_aed4c();

COMMENT ON TRIGGER pgtrigger_reminder_level_append_only_aed4c ON public.collecting_reminder_level IS '0f60a08415bcde4101a5fb5d679b8640d212c181';

CREATE TRIGGER pgtrigger_reminder_level_no_truncate_f700a BEFORE TRUNCATE ON public.collecting_reminder_level FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_reminder_level_no_truncate_f700a();

COMMENT ON TRIGGER pgtrigger_reminder_level_no_truncate_f700a ON public.collecting_reminder_level IS '1c7e76d555f686002710585de8a22bc1f57488db';

CREATE TRIGGER pgtrigger_reminder_line_append_only_3f76d BEFORE DELETE OR UPDATE ON public.collecting_reminder_line FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_reminder_line_append_only_3f76d();

COMMENT ON TRIGGER pgtrigger_reminder_line_append_only_3f76d ON public.collecting_reminder_line IS '95b8b4952572a11afbaa1d0646d52ff7bee5ff14';

CREATE TRIGGER pgtrigger_reminder_line_no_truncate_25825 BEFORE TRUNCATE ON public.collecting_reminder_line FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_reminder_line_no_truncate_25825();

COMMENT ON TRIGGER pgtrigger_reminder_line_no_truncate_25825 ON public.collecting_reminder_line IS '8c3a1a3027ab40cf95540532b17623bd75770bfe';

CREATE TRIGGER pgtrigger_reminder_no_truncate_db950 BEFORE TRUNCATE ON public.collecting_reminder FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_reminder_no_truncate_db950();

COMMENT ON TRIGGER pgtrigger_reminder_no_truncate_db950 ON public.collecting_reminder IS '0602efd2d794eea27faab04487e537d43b90aa52';

CREATE TRIGGER pgtrigger_reminder_pause_is_frozen_f0564 BEFORE UPDATE ON public.collecting_reminder_pause FOR EACH ROW WHEN (((old.created_at IS DISTINCT FROM new.created_at) OR (old.customer_id IS DISTINCT FROM new.customer_id) OR (old.entity_id IS DISTINCT FROM new.entity_id) OR (old.id IS DISTINCT FROM new.id) OR (old.item_id IS DISTINCT FROM new.item_id) OR ((old.note)::text IS DISTINCT FROM (new.note)::text) OR ((old.reason)::text IS DISTINCT FROM (new.reason)::text) OR (old.starts_on IS DISTINCT FROM new.starts_on))) EXECUTE FUNCTION public.pgtrigger_reminder_pause_is_frozen_f0564();

COMMENT ON TRIGGER pgtrigger_reminder_pause_is_frozen_f0564 ON public.collecting_reminder_pause IS 'cde5c365db899a43a2f38e6116354b4e41d7af58';

CREATE TRIGGER pgtrigger_reminder_pause_kept_4e394 BEFORE DELETE ON public.collecting_reminder_pause FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_reminder_pause_kept_4e394();

COMMENT ON TRIGGER pgtrigger_reminder_pause_kept_4e394 ON public.collecting_reminder_pause IS '9b8fd0bd5cc09b26b4253f44e83a1f9fc274de50';

CREATE TRIGGER pgtrigger_reminder_pause_no_truncate_abc2b BEFORE TRUNCATE ON public.collecting_reminder_pause FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_reminder_pause_no_truncate_abc2b();

COMMENT ON TRIGGER pgtrigger_reminder_pause_no_truncate_abc2b ON public.collecting_reminder_pause IS 'd35e23860ba9f3d32867f3c23c6cd205966ba341';

CREATE TRIGGER pgtrigger_reminder_plan_append_only_9305f BEFORE DELETE OR UPDATE ON public.collecting_reminder_plan FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_reminder_plan_append_only_9305f();

COMMENT ON TRIGGER pgtrigger_reminder_plan_append_only_9305f ON public.collecting_reminder_plan IS '5cfa6c0f7926c49fcd25187aa4826d61ca189c7e';

CREATE TRIGGER pgtrigger_reminder_plan_no_truncate_5194d BEFORE TRUNCATE ON public.collecting_reminder_plan FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_reminder_plan_no_truncate_5194d();

COMMENT ON TRIGGER pgtrigger_reminder_plan_no_truncate_5194d ON public.collecting_reminder_plan IS '6b22e925810eb76c761f0f8e2541c3d7dde7c8fb';

CREATE TRIGGER pgtrigger_request_closed_is_frozen_177ff BEFORE UPDATE ON public.approvals_request FOR EACH ROW WHEN (((old.state)::text <> 'waiting'::text)) EXECUTE FUNCTION public.pgtrigger_request_closed_is_frozen_177ff();

COMMENT ON TRIGGER pgtrigger_request_closed_is_frozen_177ff ON public.approvals_request IS 'acef526f1c809b8ef4ad202a8e2b631688ac36d7';

CREATE TRIGGER pgtrigger_request_kept_e0ac3 BEFORE DELETE ON public.approvals_request FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_request_kept_e0ac3();

COMMENT ON TRIGGER pgtrigger_request_kept_e0ac3 ON public.approvals_request IS '8e670016bdcfc9ae6bad273a1e9adb5126048219';

CREATE TRIGGER pgtrigger_request_no_truncate_a80c2 BEFORE TRUNCATE ON public.approvals_request FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_request_no_truncate_a80c2();

COMMENT ON TRIGGER pgtrigger_request_no_truncate_a80c2 ON public.approvals_request IS '4cd9190faa394260e46bff90f3dd928f19f49dc4';

CREATE TRIGGER pgtrigger_rule_version_append_only_154c9 BEFORE DELETE OR UPDATE ON public.pricing_rule_version FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_rule_version_append_only_154c9();

COMMENT ON TRIGGER pgtrigger_rule_version_append_only_154c9 ON public.pricing_rule_version IS '19512a530e07a4f3500f6490134dd83bd3a6a912';

CREATE TRIGGER pgtrigger_rule_version_no_truncate_d3e38 BEFORE TRUNCATE ON public.pricing_rule_version FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_rule_version_no_truncate_d3e38();

COMMENT ON TRIGGER pgtrigger_rule_version_no_truncate_d3e38 ON public.pricing_rule_version IS '2a06366ba6e4330425977d423bd0e8ab62b9eaa9';

CREATE TRIGGER pgtrigger_seal_key_is_frozen_d8545 BEFORE UPDATE ON public.contracting_seal_key FOR EACH ROW WHEN (((old.certificate IS DISTINCT FROM new.certificate) OR (old.created_at IS DISTINCT FROM new.created_at) OR (old.entity_id IS DISTINCT FROM new.entity_id) OR (old.id IS DISTINCT FROM new.id) OR (old.locked IS DISTINCT FROM new.locked) OR (old.own IS DISTINCT FROM new.own) OR ((old.sha256)::text IS DISTINCT FROM (new.sha256)::text) OR ((old.subject)::text IS DISTINCT FROM (new.subject)::text) OR (old.valid_until IS DISTINCT FROM new.valid_until))) EXECUTE FUNCTION public.pgtrigger_seal_key_is_frozen_d8545();

COMMENT ON TRIGGER pgtrigger_seal_key_is_frozen_d8545 ON public.contracting_seal_key IS 'c42e7ae779493624cdbc0ea1096d8b27c04c494a';

CREATE TRIGGER pgtrigger_seal_key_kept_bfb46 BEFORE DELETE ON public.contracting_seal_key FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_seal_key_kept_bfb46();

COMMENT ON TRIGGER pgtrigger_seal_key_kept_bfb46 ON public.contracting_seal_key IS 'b448965e666af23c9221d36181f21bc1d3b13978';

CREATE TRIGGER pgtrigger_seal_key_no_truncate_6d0a7 BEFORE TRUNCATE ON public.contracting_seal_key FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_seal_key_no_truncate_6d0a7();

COMMENT ON TRIGGER pgtrigger_seal_key_no_truncate_6d0a7 ON public.contracting_seal_key IS '6484b709856d02a2d97b0bac901c2c3acea9e22b';

CREATE TRIGGER pgtrigger_signer_done_is_frozen_f34d5 BEFORE UPDATE ON public.contracting_signer FOR EACH ROW WHEN (((old.state)::text = ANY ((ARRAY['signed'::character varying, 'declined'::character varying])::text[]))) EXECUTE FUNCTION public.pgtrigger_signer_done_is_frozen_f34d5();

COMMENT ON TRIGGER pgtrigger_signer_done_is_frozen_f34d5 ON public.contracting_signer IS 'd8f0e1dea2a4a6046824c7d9b9d4afc2a4ce744a';

CREATE TRIGGER pgtrigger_signer_kept_7842f BEFORE DELETE ON public.contracting_signer FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_signer_kept_7842f();

COMMENT ON TRIGGER pgtrigger_signer_kept_7842f ON public.contracting_signer IS 'b77c2115f5cd91dfc0ea0f2d4afede1a3cf0ca3b';

CREATE TRIGGER pgtrigger_signer_no_truncate_d2594 BEFORE TRUNCATE ON public.contracting_signer FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_signer_no_truncate_d2594();

COMMENT ON TRIGGER pgtrigger_signer_no_truncate_d2594 ON public.contracting_signer IS '801dd9ddd9950f74b1453b6914f783bcecdc3440';

CREATE TRIGGER pgtrigger_signer_person_is_frozen_b3e36 BEFORE UPDATE ON public.contracting_signer FOR EACH ROW WHEN ((((old.email)::text IS DISTINCT FROM (new.email)::text) OR ((old.name)::text IS DISTINCT FROM (new.name)::text) OR (old.place IS DISTINCT FROM new.place) OR ((old.role)::text IS DISTINCT FROM (new.role)::text) OR ((old.side)::text IS DISTINCT FROM (new.side)::text) OR (old.signing_id IS DISTINCT FROM new.signing_id) OR (old.step IS DISTINCT FROM new.step))) EXECUTE FUNCTION public.pgtrigger_signer_person_is_frozen_b3e36();

COMMENT ON TRIGGER pgtrigger_signer_person_is_frozen_b3e36 ON public.contracting_signer IS '2222fab1762f9f0cc84bf1f5f31ba58bd2a8190b';

CREATE TRIGGER pgtrigger_signing_closed_is_frozen_81780 BEFORE UPDATE ON public.contracting_signing FOR EACH ROW WHEN (((old.state)::text = ANY ((ARRAY['sealed'::character varying, 'declined'::character varying, 'void'::character varying])::text[]))) EXECUTE FUNCTION public.pgtrigger_signing_closed_is_frozen_81780();

COMMENT ON TRIGGER pgtrigger_signing_closed_is_frozen_81780 ON public.contracting_signing IS '07f4f96c21bb0c7bd2c97a1a7711018add4723ed';

CREATE TRIGGER pgtrigger_signing_document_is_frozen_b3e2e BEFORE UPDATE ON public.contracting_signing FOR EACH ROW WHEN (((old.contract_id IS DISTINCT FROM new.contract_id) OR (old.document_id IS DISTINCT FROM new.document_id) OR ((old.document_sha256)::text IS DISTINCT FROM (new.document_sha256)::text) OR (old.entity_id IS DISTINCT FROM new.entity_id) OR (old.quote_id IS DISTINCT FROM new.quote_id) OR ((old.service)::text IS DISTINCT FROM (new.service)::text) OR ((old.title)::text IS DISTINCT FROM (new.title)::text))) EXECUTE FUNCTION public.pgtrigger_signing_document_is_frozen_b3e2e();

COMMENT ON TRIGGER pgtrigger_signing_document_is_frozen_b3e2e ON public.contracting_signing IS 'ddb981e162eeb5d2553b271a3f3962211487c13c';

CREATE TRIGGER pgtrigger_signing_event_append_only_c8ac4 BEFORE DELETE OR UPDATE ON public.contracting_signing_event FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_signing_event_append_only_c8ac4();

COMMENT ON TRIGGER pgtrigger_signing_event_append_only_c8ac4 ON public.contracting_signing_event IS '34700d947c81bb4e6ac533e0db7f9e00743da5e8';

CREATE TRIGGER pgtrigger_signing_event_follows_2f631 BEFORE INSERT ON public.contracting_signing_event FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_signing_event_follows_2f631();

COMMENT ON TRIGGER pgtrigger_signing_event_follows_2f631 ON public.contracting_signing_event IS '225e57ec28a10ede6aee733ca6e99477d6dc6c21';

CREATE TRIGGER pgtrigger_signing_event_no_truncate_2ba2d BEFORE TRUNCATE ON public.contracting_signing_event FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_signing_event_no_truncate_2ba2d();

COMMENT ON TRIGGER pgtrigger_signing_event_no_truncate_2ba2d ON public.contracting_signing_event IS 'fbf213972fdffd52996684c35b40de5eb375a901';

CREATE TRIGGER pgtrigger_signing_kept_bad48 BEFORE DELETE ON public.contracting_signing FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_signing_kept_bad48();

COMMENT ON TRIGGER pgtrigger_signing_kept_bad48 ON public.contracting_signing IS 'be343d2f1c65428f3b805bfb99e5ef5fd2eb62fa';

CREATE TRIGGER pgtrigger_signing_mail_no_truncate_20669 BEFORE TRUNCATE ON public.contracting_signing_mail FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_signing_mail_no_truncate_20669();

COMMENT ON TRIGGER pgtrigger_signing_mail_no_truncate_20669 ON public.contracting_signing_mail IS 'a716c2effc2d00b5c50b69f11b1c8fd10f92c10b';

CREATE TRIGGER pgtrigger_signing_no_truncate_bba29 BEFORE TRUNCATE ON public.contracting_signing FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_signing_no_truncate_bba29();

COMMENT ON TRIGGER pgtrigger_signing_no_truncate_bba29 ON public.contracting_signing IS '30954a2e22ff64ad91df12fec675211fdd54edb9';

CREATE TRIGGER pgtrigger_signing_of_read_words_7a002 BEFORE INSERT OR UPDATE OF state ON public.contracting_signing FOR EACH ROW WHEN (((new.quote_id IS NOT NULL) AND ((new.state)::text <> ALL ((ARRAY['draft'::character varying, 'void'::character varying, 'declined'::character varying])::text[])))) EXECUTE FUNCTION public.pgtrigger_signing_of_read_words_7a002();

COMMENT ON TRIGGER pgtrigger_signing_of_read_words_7a002 ON public.contracting_signing IS '8922e2d7c9d94a50b75ae9b5bf8bad13002fc9ac';

CREATE TRIGGER pgtrigger_step_kept_68510 BEFORE DELETE ON public.approvals_step FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_step_kept_68510();

COMMENT ON TRIGGER pgtrigger_step_kept_68510 ON public.approvals_step IS '69b7ee5d7a4cc4b1ce41f7224cbf2f6b3ef3f7a8';

CREATE TRIGGER pgtrigger_step_no_truncate_c0de7 BEFORE TRUNCATE ON public.approvals_step FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_step_no_truncate_c0de7();

COMMENT ON TRIGGER pgtrigger_step_no_truncate_c0de7 ON public.approvals_step IS '5e70f5343f16100974d8a86b5400c25b2e1a43f7';

CREATE TRIGGER pgtrigger_substitute_kept_defc8 BEFORE DELETE ON public.approvals_substitute FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_substitute_kept_defc8();

COMMENT ON TRIGGER pgtrigger_substitute_kept_defc8 ON public.approvals_substitute IS 'aedebdad4c3535a5c3b1fc3e9c183babde5034c7';

CREATE TRIGGER pgtrigger_substitute_no_truncate_ea7ad BEFORE TRUNCATE ON public.approvals_substitute FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_substitute_no_truncate_ea7ad();

COMMENT ON TRIGGER pgtrigger_substitute_no_truncate_ea7ad ON public.approvals_substitute IS 'e46942e3e720b01a89dd0be112125c45ac56f729';

CREATE TRIGGER pgtrigger_terms_frozen_92821 BEFORE DELETE OR UPDATE ON public.contracting_general_terms FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_terms_frozen_92821();

COMMENT ON TRIGGER pgtrigger_terms_frozen_92821 ON public.contracting_general_terms IS 'ef8738c20e71fac540abfb2462373b3f252a0b62';

CREATE TRIGGER pgtrigger_usage_append_only_f7002 BEFORE DELETE OR UPDATE ON public.metering_usage FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_usage_append_only_f7002();

COMMENT ON TRIGGER pgtrigger_usage_append_only_f7002 ON public.metering_usage IS 'd295b79c924bd2f9365e724922e48f80ee591920';

CREATE TRIGGER pgtrigger_usage_charge_append_only_30d47 BEFORE DELETE OR UPDATE ON public.metering_usage_charge FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_usage_charge_append_only_30d47();

COMMENT ON TRIGGER pgtrigger_usage_charge_append_only_30d47 ON public.metering_usage_charge IS '4f15457283957c0bc74f1beb964dac36eb50fe8c';

CREATE TRIGGER pgtrigger_usage_charge_no_truncate_69acc BEFORE TRUNCATE ON public.metering_usage_charge FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_usage_charge_no_truncate_69acc();

COMMENT ON TRIGGER pgtrigger_usage_charge_no_truncate_69acc ON public.metering_usage_charge IS 'c3a20630694530ef7269c1783dddc561d2783210';

CREATE TRIGGER pgtrigger_usage_no_truncate_b923a BEFORE TRUNCATE ON public.metering_usage FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_usage_no_truncate_b923a();

COMMENT ON TRIGGER pgtrigger_usage_no_truncate_b923a ON public.metering_usage IS '4cf736dde6c629894a38801b12d869a65b6ec9be';

CREATE TRIGGER procrastinate_jobs_notify_queue_job_aborted_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN (((old.abort_requested = false) AND (new.abort_requested = true) AND (new.status = 'doing'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_notify_queue_abort_job_v1();

CREATE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_notify_queue_job_inserted_v1();

CREATE TRIGGER procrastinate_trigger_abort_requested_events_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.abort_requested = true)) EXECUTE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1();

CREATE TRIGGER procrastinate_trigger_delete_jobs_v1 BEFORE DELETE ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_unlink_periodic_defers_v1();

CREATE TRIGGER procrastinate_trigger_scheduled_events_v1 AFTER INSERT OR UPDATE ON public.procrastinate_jobs FOR EACH ROW WHEN (((new.scheduled_at IS NOT NULL) AND (new.status = 'todo'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1();

CREATE TRIGGER procrastinate_trigger_status_events_insert_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1();

CREATE TRIGGER procrastinate_trigger_status_events_update_v1 AFTER UPDATE OF status ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_update_v1();

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_platform_user_id FOREIGN KEY (user_id) REFERENCES public.platform_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.approvals_calendar
    ADD CONSTRAINT approvals_calendar_entity_id_60c1ed29_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.approvals_decision
    ADD CONSTRAINT approvals_decision_policy_id_6f9ab741_fk_approvals_policy_id FOREIGN KEY (policy_id) REFERENCES public.approvals_policy(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.approvals_decision
    ADD CONSTRAINT approvals_decision_request_id_b886f0d6_fk_approvals_request_id FOREIGN KEY (request_id) REFERENCES public.approvals_request(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.approvals_decision
    ADD CONSTRAINT approvals_decision_step_id_24830d10_fk_approvals_step_id FOREIGN KEY (step_id) REFERENCES public.approvals_step(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.approvals_link
    ADD CONSTRAINT approvals_link_entity_id_13799a05_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.approvals_link
    ADD CONSTRAINT approvals_link_person_id_f192eb87_fk_platform_user_id FOREIGN KEY (person_id) REFERENCES public.platform_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.approvals_link
    ADD CONSTRAINT approvals_link_request_id_3f571d27_fk_approvals_request_id FOREIGN KEY (request_id) REFERENCES public.approvals_request(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.approvals_notice
    ADD CONSTRAINT approvals_notice_person_id_02036fa9_fk_platform_user_id FOREIGN KEY (person_id) REFERENCES public.platform_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.approvals_notice
    ADD CONSTRAINT approvals_notice_request_id_084e11cf_fk_approvals_request_id FOREIGN KEY (request_id) REFERENCES public.approvals_request(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.approvals_policy
    ADD CONSTRAINT approvals_policy_entity_id_a052c5bc_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.approvals_policy
    ADD CONSTRAINT approvals_policy_escalate_person_id_2c9666f5_fk_platform_ FOREIGN KEY (escalate_person_id) REFERENCES public.platform_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.approvals_policy
    ADD CONSTRAINT approvals_policy_person_id_82b27938_fk_platform_user_id FOREIGN KEY (person_id) REFERENCES public.platform_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.approvals_request
    ADD CONSTRAINT approvals_request_customer_id_021362d9_fk_parties_customer_id FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.approvals_request
    ADD CONSTRAINT approvals_request_entity_id_fad8c1d7_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.approvals_step
    ADD CONSTRAINT approvals_step_delegate_id_76f70944_fk_platform_user_id FOREIGN KEY (delegate_id) REFERENCES public.platform_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.approvals_step
    ADD CONSTRAINT approvals_step_delegator_id_d7206348_fk_platform_user_id FOREIGN KEY (delegator_id) REFERENCES public.platform_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.approvals_step
    ADD CONSTRAINT approvals_step_person_id_4fde99b3_fk_platform_user_id FOREIGN KEY (person_id) REFERENCES public.platform_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.approvals_step
    ADD CONSTRAINT approvals_step_policy_id_b69da1cb_fk_approvals_policy_id FOREIGN KEY (policy_id) REFERENCES public.approvals_policy(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.approvals_step
    ADD CONSTRAINT approvals_step_request_id_54c86df2_fk_approvals_request_id FOREIGN KEY (request_id) REFERENCES public.approvals_request(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.approvals_substitute
    ADD CONSTRAINT approvals_substitute_absent_id_06284783_fk_platform_user_id FOREIGN KEY (absent_id) REFERENCES public.platform_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.approvals_substitute
    ADD CONSTRAINT approvals_substitute_entity_id_97ded00a_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.approvals_substitute
    ADD CONSTRAINT approvals_substitute_person_id_e4f5c8f7_fk_platform_user_id FOREIGN KEY (person_id) REFERENCES public.platform_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_bundle_part
    ADD CONSTRAINT catalog_bundle_part_bundle_id_acf8a44f_fk_catalog_product_id FOREIGN KEY (bundle_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_bundle_part
    ADD CONSTRAINT catalog_bundle_part_part_id_7f950334_fk_catalog_product_id FOREIGN KEY (part_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_medium
    ADD CONSTRAINT catalog_medium_product_id_c873a171_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT catalog_product_entity_id_3f548094_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_allocation
    ADD CONSTRAINT collecting_allocatio_credit_note_id_07af609e_fk_collectin FOREIGN KEY (credit_note_id) REFERENCES public.collecting_open_item(invoice_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_allocation
    ADD CONSTRAINT collecting_allocatio_item_id_0eac25cd_fk_collectin FOREIGN KEY (item_id) REFERENCES public.collecting_open_item(invoice_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_allocation
    ADD CONSTRAINT collecting_allocatio_payment_id_8c92e0dc_fk_collectin FOREIGN KEY (payment_id) REFERENCES public.collecting_payment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_allocation
    ADD CONSTRAINT collecting_allocatio_reverses_id_fb1f4633_fk_collectin FOREIGN KEY (reverses_id) REFERENCES public.collecting_allocation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_allocation
    ADD CONSTRAINT collecting_allocation_entity_id_0bd365b7_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_bank_line
    ADD CONSTRAINT collecting_bank_line_entity_id_3aec7a1e_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_bank_line
    ADD CONSTRAINT collecting_bank_line_statement_id_00fe6118_fk_collectin FOREIGN KEY (statement_id) REFERENCES public.collecting_statement(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_open_item
    ADD CONSTRAINT collecting_open_item_customer_id_7c3fadcd_fk_parties_c FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_open_item
    ADD CONSTRAINT collecting_open_item_entity_id_e381fe57_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_open_item
    ADD CONSTRAINT collecting_open_item_invoice_id_ebbc0808_fk_invoicing FOREIGN KEY (invoice_id) REFERENCES public.invoicing_invoice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_payer_message
    ADD CONSTRAINT collecting_payer_mes_customer_id_aa193346_fk_parties_c FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_payer_message
    ADD CONSTRAINT collecting_payer_mes_entity_id_1d6389bf_fk_parties_e FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_payer_message
    ADD CONSTRAINT collecting_payer_mes_item_id_5444698c_fk_collectin FOREIGN KEY (item_id) REFERENCES public.collecting_open_item(invoice_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_payment
    ADD CONSTRAINT collecting_payment_bank_line_id_f9540b76_fk_collectin FOREIGN KEY (bank_line_id) REFERENCES public.collecting_bank_line(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_payment
    ADD CONSTRAINT collecting_payment_customer_id_5b99a0f6_fk_parties_customer_id FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_payment
    ADD CONSTRAINT collecting_payment_entity_id_4833caf2_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_reminder_pause
    ADD CONSTRAINT collecting_reminder__customer_id_cbeef07e_fk_parties_c FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_reminder_pause
    ADD CONSTRAINT collecting_reminder__entity_id_611dfc78_fk_parties_e FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_reminder_plan
    ADD CONSTRAINT collecting_reminder__entity_id_e0d7d9fc_fk_parties_e FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_reminder_pause
    ADD CONSTRAINT collecting_reminder__item_id_2597bf45_fk_collectin FOREIGN KEY (item_id) REFERENCES public.collecting_open_item(invoice_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_reminder_line
    ADD CONSTRAINT collecting_reminder__item_id_eea3ef6e_fk_collectin FOREIGN KEY (item_id) REFERENCES public.collecting_open_item(invoice_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_reminder_level
    ADD CONSTRAINT collecting_reminder__plan_id_9e30406b_fk_collectin FOREIGN KEY (plan_id) REFERENCES public.collecting_reminder_plan(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_reminder_line
    ADD CONSTRAINT collecting_reminder__reminder_id_c07d8966_fk_collectin FOREIGN KEY (reminder_id) REFERENCES public.collecting_reminder(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_reminder_line
    ADD CONSTRAINT collecting_reminder__returned_id_44aef4c4_fk_collectin FOREIGN KEY (returned_id) REFERENCES public.collecting_return(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_reminder
    ADD CONSTRAINT collecting_reminder_customer_id_1a3d80e3_fk_parties_customer_id FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_reminder
    ADD CONSTRAINT collecting_reminder_entity_id_d24e072d_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_reminder
    ADD CONSTRAINT collecting_reminder_plan_id_6d1bc9e7_fk_collectin FOREIGN KEY (plan_id) REFERENCES public.collecting_reminder_plan(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_return
    ADD CONSTRAINT collecting_return_bank_line_id_abde6258_fk_collectin FOREIGN KEY (bank_line_id) REFERENCES public.collecting_bank_line(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_return
    ADD CONSTRAINT collecting_return_entity_id_4d1dc41d_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_return
    ADD CONSTRAINT collecting_return_payment_id_720662d9_fk_collecting_payment_id FOREIGN KEY (payment_id) REFERENCES public.collecting_payment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collecting_statement
    ADD CONSTRAINT collecting_statement_entity_id_fb21335d_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.configuring_configuration
    ADD CONSTRAINT configuring_configur_entity_id_e592e4bb_fk_parties_e FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.configuring_configuration
    ADD CONSTRAINT configuring_configur_version_id_23c1d2b3_fk_configuri FOREIGN KEY (version_id) REFERENCES public.configuring_version(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.configuring_model
    ADD CONSTRAINT configuring_model_entity_id_4cfd7d1c_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.configuring_model
    ADD CONSTRAINT configuring_model_product_id_58eeb1e3_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.configuring_version
    ADD CONSTRAINT configuring_version_model_id_6d1bf132_fk_configuring_model_id FOREIGN KEY (model_id) REFERENCES public.configuring_model(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_annex
    ADD CONSTRAINT contracting_annex_draft_id_2b435faa_fk_contracting_draft_id FOREIGN KEY (draft_id) REFERENCES public.contracting_draft(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_annex
    ADD CONSTRAINT contracting_annex_file_id_bfa2b74b_fk_platform_file_id FOREIGN KEY (file_id) REFERENCES public.platform_file(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_clause_change
    ADD CONSTRAINT contracting_clause_c_draft_id_95e43550_fk_contracti FOREIGN KEY (draft_id) REFERENCES public.contracting_draft(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_clause_comment
    ADD CONSTRAINT contracting_clause_c_draft_id_c59e60a1_fk_contracti FOREIGN KEY (draft_id) REFERENCES public.contracting_draft(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_clause
    ADD CONSTRAINT contracting_clause_entity_id_8fa05d6a_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_contract
    ADD CONSTRAINT contracting_contract_clauses_id_568a19c1_fk_contracti FOREIGN KEY (clauses_id) REFERENCES public.contracting_draft_version(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_contract
    ADD CONSTRAINT contracting_contract_customer_id_0945c687_fk_parties_c FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_contract
    ADD CONSTRAINT contracting_contract_entity_id_8c1c1c66_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_contract
    ADD CONSTRAINT contracting_contract_quote_id_b4f2e3b0_fk_quoting_quote_id FOREIGN KEY (quote_id) REFERENCES public.quoting_quote(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_contract
    ADD CONSTRAINT contracting_contract_terms_id_8ad142cd_fk_contracti FOREIGN KEY (terms_id) REFERENCES public.contracting_general_terms(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_draft_clause
    ADD CONSTRAINT contracting_draft_cl_clause_id_b0bc9210_fk_contracti FOREIGN KEY (clause_id) REFERENCES public.contracting_clause(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_draft_clause
    ADD CONSTRAINT contracting_draft_cl_version_id_2aa7bf45_fk_contracti FOREIGN KEY (version_id) REFERENCES public.contracting_draft_version(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_draft
    ADD CONSTRAINT contracting_draft_customer_id_ce716cd1_fk_parties_customer_id FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_draft
    ADD CONSTRAINT contracting_draft_entity_id_94ef3ebe_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_draft_mail
    ADD CONSTRAINT contracting_draft_ma_change_id_dd8e044b_fk_contracti FOREIGN KEY (change_id) REFERENCES public.contracting_clause_change(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_draft_mail
    ADD CONSTRAINT contracting_draft_ma_comment_id_d0a4f045_fk_contracti FOREIGN KEY (comment_id) REFERENCES public.contracting_clause_comment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_draft_version
    ADD CONSTRAINT contracting_draft_ve_draft_id_babdc232_fk_contracti FOREIGN KEY (draft_id) REFERENCES public.contracting_draft(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_duty
    ADD CONSTRAINT contracting_duty_clause_id_d51f9841_fk_contracting_clause_id FOREIGN KEY (clause_id) REFERENCES public.contracting_clause(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_duty
    ADD CONSTRAINT contracting_duty_contract_id_fcbdbc1e_fk_contracti FOREIGN KEY (contract_id) REFERENCES public.contracting_contract(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_duty
    ADD CONSTRAINT contracting_duty_entity_id_bffe902b_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_duty_mark
    ADD CONSTRAINT contracting_duty_mark_duty_id_e082488d_fk_contracting_duty_id FOREIGN KEY (duty_id) REFERENCES public.contracting_duty(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_duty
    ADD CONSTRAINT contracting_duty_person_id_3162c79b_fk_platform_user_id FOREIGN KEY (person_id) REFERENCES public.platform_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_general_terms
    ADD CONSTRAINT contracting_general__entity_id_6a8df602_fk_parties_e FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_playbook_rule
    ADD CONSTRAINT contracting_playbook_entity_id_aadfbea7_fk_parties_e FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_seal_key
    ADD CONSTRAINT contracting_seal_key_entity_id_10dfc06a_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_signer
    ADD CONSTRAINT contracting_signer_signing_id_716ead41_fk_contracti FOREIGN KEY (signing_id) REFERENCES public.contracting_signing(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_signing_mail
    ADD CONSTRAINT contracting_signing__signer_id_b21a332b_fk_contracti FOREIGN KEY (signer_id) REFERENCES public.contracting_signer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_signing_event
    ADD CONSTRAINT contracting_signing__signing_id_0b84b949_fk_contracti FOREIGN KEY (signing_id) REFERENCES public.contracting_signing(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_signing
    ADD CONSTRAINT contracting_signing_contract_id_24a25a10_fk_contracti FOREIGN KEY (contract_id) REFERENCES public.contracting_contract(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_signing
    ADD CONSTRAINT contracting_signing_document_id_fac554ff_fk_platform_file_id FOREIGN KEY (document_id) REFERENCES public.platform_file(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_signing
    ADD CONSTRAINT contracting_signing_entity_id_6920d502_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_signing
    ADD CONSTRAINT contracting_signing_evidence_id_ee75bd8f_fk_platform_file_id FOREIGN KEY (evidence_id) REFERENCES public.platform_file(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_signing
    ADD CONSTRAINT contracting_signing_quote_id_ac657aa4_fk_quoting_quote_id FOREIGN KEY (quote_id) REFERENCES public.quoting_quote(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_signing
    ADD CONSTRAINT contracting_signing_sealed_id_d47f7e36_fk_platform_file_id FOREIGN KEY (sealed_id) REFERENCES public.platform_file(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_version
    ADD CONSTRAINT contracting_version_contract_id_f18a3307_fk_contracti FOREIGN KEY (contract_id) REFERENCES public.contracting_contract(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.contracting_version
    ADD CONSTRAINT contracting_version_quote_id_82bdc717_fk_quoting_quote_id FOREIGN KEY (quote_id) REFERENCES public.quoting_quote(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.credit_account
    ADD CONSTRAINT credit_account_customer_id_fdcd6464_fk_parties_customer_id FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.credit_account
    ADD CONSTRAINT credit_account_entity_id_7168e04f_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.currencies_rate
    ADD CONSTRAINT currencies_rate_entity_id_deeacde9_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.features_choice
    ADD CONSTRAINT features_choice_entity_id_32cf670f_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.fulfilling_delivery
    ADD CONSTRAINT fulfilling_delivery_customer_id_c6c9d345_fk_parties_customer_id FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.fulfilling_delivery
    ADD CONSTRAINT fulfilling_delivery_entity_id_abab04dc_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.fulfilling_delivery
    ADD CONSTRAINT fulfilling_delivery_order_id_41eb32f7_fk_ordering_order_id FOREIGN KEY (order_id) REFERENCES public.ordering_order(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imports_import
    ADD CONSTRAINT imports_import_entity_id_43635d80_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imports_line_file
    ADD CONSTRAINT imports_line_file_entity_id_2cdd153d_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imports_line_file
    ADD CONSTRAINT imports_line_file_quote_id_834fcc9e_fk_quoting_quote_id FOREIGN KEY (quote_id) REFERENCES public.quoting_quote(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imports_listed
    ADD CONSTRAINT imports_listed_entity_id_fbba7c3e_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imports_listed
    ADD CONSTRAINT imports_listed_source_id_c75a6f06_fk_imports_import_id FOREIGN KEY (source_id) REFERENCES public.imports_import(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.integrating_connection
    ADD CONSTRAINT integrating_connection_entity_id_ccfb4fec_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.integrating_cursor
    ADD CONSTRAINT integrating_cursor_connection_id_6ecff8a3_fk_integrati FOREIGN KEY (connection_id) REFERENCES public.integrating_connection(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.integrating_incoming
    ADD CONSTRAINT integrating_incoming_connection_id_724a5dec_fk_integrati FOREIGN KEY (connection_id) REFERENCES public.integrating_connection(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.integrating_link
    ADD CONSTRAINT integrating_link_connection_id_e67185ab_fk_integrati FOREIGN KEY (connection_id) REFERENCES public.integrating_connection(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.integrating_outgoing
    ADD CONSTRAINT integrating_outgoing_connection_id_f9ba3b9e_fk_integrati FOREIGN KEY (connection_id) REFERENCES public.integrating_connection(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.invoicing_invoice
    ADD CONSTRAINT invoicing_invoice_corrects_id_6481022d_fk_invoicing_invoice_id FOREIGN KEY (corrects_id) REFERENCES public.invoicing_invoice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.invoicing_invoice
    ADD CONSTRAINT invoicing_invoice_customer_id_c1b6ead9_fk_parties_customer_id FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.invoicing_invoice
    ADD CONSTRAINT invoicing_invoice_entity_id_5049dca7_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.invoicing_invoice
    ADD CONSTRAINT invoicing_invoice_order_id_49993340_fk_ordering_order_id FOREIGN KEY (order_id) REFERENCES public.ordering_order(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.invoicing_invoice
    ADD CONSTRAINT invoicing_invoice_self_billing_id_0ce77d9a_fk_parties_s FOREIGN KEY (self_billing_id) REFERENCES public.parties_self_billing(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.invoicing_line
    ADD CONSTRAINT invoicing_line_credits_id_1877807c_fk_invoicing_line_id FOREIGN KEY (credits_id) REFERENCES public.invoicing_line(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.invoicing_link
    ADD CONSTRAINT invoicing_link_invoice_id_7231d4bb_fk_invoicing_invoice_id FOREIGN KEY (invoice_id) REFERENCES public.invoicing_invoice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.invoicing_mail
    ADD CONSTRAINT invoicing_mail_entity_id_6a03b1e4_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.invoicing_mail
    ADD CONSTRAINT invoicing_mail_invoice_id_f7b4557b_fk_invoicing_invoice_id FOREIGN KEY (invoice_id) REFERENCES public.invoicing_invoice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.invoicing_mailing
    ADD CONSTRAINT invoicing_mailing_customer_id_8ba72a62_fk_parties_customer_id FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.invoicing_mailing
    ADD CONSTRAINT invoicing_mailing_entity_id_5242150f_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.invoicing_vat
    ADD CONSTRAINT invoicing_vat_decision_id_c1d2a846_fk_taxes_decision_id FOREIGN KEY (decision_id) REFERENCES public.taxes_decision(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.invoicing_vat
    ADD CONSTRAINT invoicing_vat_invoice_id_ef4fc609_fk_invoicing_invoice_id FOREIGN KEY (invoice_id) REFERENCES public.invoicing_invoice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_account
    ADD CONSTRAINT ledger_account_entity_id_008c9c25_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_batch
    ADD CONSTRAINT ledger_batch_entity_id_7be9ef81_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_book
    ADD CONSTRAINT ledger_book_entity_id_9ef58246_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_entry
    ADD CONSTRAINT ledger_entry_batch_id_d991a2a2_fk_ledger_batch_id FOREIGN KEY (batch_id) REFERENCES public.ledger_batch(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_entry
    ADD CONSTRAINT ledger_entry_entity_id_49636bf6_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_entry
    ADD CONSTRAINT ledger_entry_reverses_id_e0cdc015_fk_ledger_entry_id FOREIGN KEY (reverses_id) REFERENCES public.ledger_entry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_line
    ADD CONSTRAINT ledger_line_account_id_a3112da4_fk_ledger_account_id FOREIGN KEY (account_id) REFERENCES public.ledger_account(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_line
    ADD CONSTRAINT ledger_line_entry_id_a699af21_fk_ledger_entry_id FOREIGN KEY (entry_id) REFERENCES public.ledger_entry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.metering_usage_charge
    ADD CONSTRAINT metering_usage_charg_service_id_2f020955_fk_subscribi FOREIGN KEY (service_id) REFERENCES public.subscribing_service(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.metering_usage
    ADD CONSTRAINT metering_usage_entity_id_b03d7c13_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.metering_usage
    ADD CONSTRAINT metering_usage_service_id_4dd898be_fk_subscribing_service_id FOREIGN KEY (service_id) REFERENCES public.subscribing_service(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_platform_user_id FOREIGN KEY (user_id) REFERENCES public.platform_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ordering_order
    ADD CONSTRAINT ordering_order_contract_id_15949d8a_fk_contracting_contract_id FOREIGN KEY (contract_id) REFERENCES public.contracting_contract(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ordering_order
    ADD CONSTRAINT ordering_order_customer_id_db5570b3_fk_parties_customer_id FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ordering_order
    ADD CONSTRAINT ordering_order_entity_id_9f5b4b1a_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ordering_order
    ADD CONSTRAINT ordering_order_quote_id_c1607b5e_fk_quoting_quote_id FOREIGN KEY (quote_id) REFERENCES public.quoting_quote(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.parties_address
    ADD CONSTRAINT parties_address_customer_id_a64535ed_fk_parties_customer_id FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.parties_contact
    ADD CONSTRAINT parties_contact_customer_id_7de3fd38_fk_parties_customer_id FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.parties_customer
    ADD CONSTRAINT parties_customer_entity_id_25e80e0e_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.parties_customer
    ADD CONSTRAINT parties_customer_parent_id_26b370bc_fk_parties_customer_id FOREIGN KEY (parent_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.parties_partner
    ADD CONSTRAINT parties_partner_entity_id_fc917ab9_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.parties_self_billing
    ADD CONSTRAINT parties_self_billing_customer_id_244e7a8a_fk_parties_c FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.parties_self_billing
    ADD CONSTRAINT parties_self_billing_entity_id_ba189be4_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.platform_api_key
    ADD CONSTRAINT platform_api_key_user_id_832611a2_fk_platform_user_id FOREIGN KEY (user_id) REFERENCES public.platform_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.platform_user_groups
    ADD CONSTRAINT platform_user_groups_group_id_7f9755d2_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.platform_user_groups
    ADD CONSTRAINT platform_user_groups_user_id_3394b663_fk_platform_user_id FOREIGN KEY (user_id) REFERENCES public.platform_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.platform_user_role
    ADD CONSTRAINT platform_user_role_user_id_a4587b47_fk_platform_user_id FOREIGN KEY (user_id) REFERENCES public.platform_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.platform_user_user_permissions
    ADD CONSTRAINT platform_user_user_p_permission_id_80563602_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.platform_user_user_permissions
    ADD CONSTRAINT platform_user_user_p_user_id_6406a73c_fk_platform_ FOREIGN KEY (user_id) REFERENCES public.platform_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.portal_buyer
    ADD CONSTRAINT portal_buyer_entity_id_c1007173_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.portal_buyer
    ADD CONSTRAINT portal_buyer_from_buyer_id_f92fbba5_fk_portal_buyer_id FOREIGN KEY (from_buyer_id) REFERENCES public.portal_buyer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.portal_counter
    ADD CONSTRAINT portal_counter_buyer_id_ae61b924_fk_portal_buyer_id FOREIGN KEY (buyer_id) REFERENCES public.portal_buyer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.portal_counter
    ADD CONSTRAINT portal_counter_entity_id_344e3d1a_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.portal_mail
    ADD CONSTRAINT portal_mail_entity_id_7ed43260_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.portal_mail
    ADD CONSTRAINT portal_mail_to_buyer_id_b3d757ca_fk_portal_buyer_id FOREIGN KEY (to_buyer_id) REFERENCES public.portal_buyer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.portal_message
    ADD CONSTRAINT portal_message_buyer_id_7257d4a6_fk_portal_buyer_id FOREIGN KEY (buyer_id) REFERENCES public.portal_buyer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.portal_message
    ADD CONSTRAINT portal_message_entity_id_c2207460_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.portal_visit
    ADD CONSTRAINT portal_visit_buyer_id_684bab2d_fk_portal_buyer_id FOREIGN KEY (buyer_id) REFERENCES public.portal_buyer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.portal_visit
    ADD CONSTRAINT portal_visit_entity_id_59296d65_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.pricing_commission
    ADD CONSTRAINT pricing_commission_entity_id_77fb67a0_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.pricing_customer_price
    ADD CONSTRAINT pricing_customer_pri_customer_id_3ed22b18_fk_parties_c FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.pricing_customer_price
    ADD CONSTRAINT pricing_customer_pri_product_id_db282de2_fk_catalog_p FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.pricing_customer_price
    ADD CONSTRAINT pricing_customer_price_entity_id_bf73694b_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.pricing_index_value
    ADD CONSTRAINT pricing_index_value_entity_id_1e57ca54_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.pricing_price_book
    ADD CONSTRAINT pricing_price_book_entity_id_14f5723d_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.pricing_price
    ADD CONSTRAINT pricing_price_book_id_2c4f1be8_fk_pricing_price_book_id FOREIGN KEY (book_id) REFERENCES public.pricing_price_book(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.pricing_price_change
    ADD CONSTRAINT pricing_price_change_book_id_effba1c2_fk_pricing_price_book_id FOREIGN KEY (book_id) REFERENCES public.pricing_price_book(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.pricing_price_change
    ADD CONSTRAINT pricing_price_change_entity_id_34e0c8ad_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.pricing_price
    ADD CONSTRAINT pricing_price_product_id_f9da1a33_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.pricing_promotion
    ADD CONSTRAINT pricing_promotion_entity_id_eb85b4e3_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.pricing_rule_version
    ADD CONSTRAINT pricing_rule_version_entity_id_c6eeb42b_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES public.procrastinate_workers(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id);

ALTER TABLE ONLY public.prospecting_opportunity
    ADD CONSTRAINT prospecting_opportun_customer_id_4b22ac4e_fk_parties_c FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.prospecting_opportunity
    ADD CONSTRAINT prospecting_opportun_partner_id_9021a8ba_fk_parties_p FOREIGN KEY (partner_id) REFERENCES public.parties_partner(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.prospecting_opportunity
    ADD CONSTRAINT prospecting_opportunity_entity_id_9300bdd6_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.prospecting_opportunity
    ADD CONSTRAINT prospecting_opportunity_owner_id_5a8fa9cb_fk_platform_user_id FOREIGN KEY (owner_id) REFERENCES public.platform_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quoting_edit
    ADD CONSTRAINT quoting_edit_quote_id_0c633481_fk_quoting_quote_id FOREIGN KEY (quote_id) REFERENCES public.quoting_quote(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quoting_layout
    ADD CONSTRAINT quoting_layout_entity_id_dbd924c6_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quoting_line
    ADD CONSTRAINT quoting_line_configuration_id_a55c80a7_fk_configuri FOREIGN KEY (configuration_id) REFERENCES public.configuring_configuration(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quoting_line
    ADD CONSTRAINT quoting_line_decision_id_013a7783_fk_taxes_decision_id FOREIGN KEY (decision_id) REFERENCES public.taxes_decision(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quoting_line
    ADD CONSTRAINT quoting_line_product_id_7d01c631_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quoting_line
    ADD CONSTRAINT quoting_line_quote_id_3fad0ea0_fk_quoting_quote_id FOREIGN KEY (quote_id) REFERENCES public.quoting_quote(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quoting_presence
    ADD CONSTRAINT quoting_presence_person_id_894bda03_fk_platform_user_id FOREIGN KEY (person_id) REFERENCES public.platform_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quoting_presence
    ADD CONSTRAINT quoting_presence_quote_id_6842f258_fk_quoting_quote_id FOREIGN KEY (quote_id) REFERENCES public.quoting_quote(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quoting_promotion_use
    ADD CONSTRAINT quoting_promotion_us_customer_id_f3ec60d7_fk_parties_c FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quoting_promotion_use
    ADD CONSTRAINT quoting_promotion_us_promotion_id_03cde11e_fk_pricing_p FOREIGN KEY (promotion_id) REFERENCES public.pricing_promotion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quoting_quote
    ADD CONSTRAINT quoting_quote_book_id_a3c0b46e_fk_pricing_price_book_id FOREIGN KEY (book_id) REFERENCES public.pricing_price_book(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quoting_quote
    ADD CONSTRAINT quoting_quote_contact_id_678583d2_fk_parties_contact_id FOREIGN KEY (contact_id) REFERENCES public.parties_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quoting_quote
    ADD CONSTRAINT quoting_quote_customer_id_94006aea_fk_parties_customer_id FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quoting_quote
    ADD CONSTRAINT quoting_quote_entity_id_9218e6af_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quoting_quote
    ADD CONSTRAINT quoting_quote_opportunity_id_50f01554_fk_prospecti FOREIGN KEY (opportunity_id) REFERENCES public.prospecting_opportunity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quoting_quote
    ADD CONSTRAINT quoting_quote_owner_id_06a1c18b_fk_platform_user_id FOREIGN KEY (owner_id) REFERENCES public.platform_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quoting_template
    ADD CONSTRAINT quoting_template_entity_id_86dd4082_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.recognizing_ramp
    ADD CONSTRAINT recognizing_ramp_entity_id_c1e41da3_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.recognizing_ramp
    ADD CONSTRAINT recognizing_ramp_order_id_b69fb71d_fk_ordering_order_id FOREIGN KEY (order_id) REFERENCES public.ordering_order(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.recognizing_recognition
    ADD CONSTRAINT recognizing_recognit_invoice_line_id_02d9331d_fk_invoicing FOREIGN KEY (invoice_line_id) REFERENCES public.invoicing_line(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.recommending_learning
    ADD CONSTRAINT recommending_learning_entity_id_89b145a8_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.recommending_link
    ADD CONSTRAINT recommending_link_other_id_0a09a05d_fk_catalog_product_id FOREIGN KEY (other_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.recommending_link
    ADD CONSTRAINT recommending_link_product_id_b84d74c6_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.recommending_pair
    ADD CONSTRAINT recommending_pair_other_id_e64bc44c_fk_catalog_product_id FOREIGN KEY (other_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.recommending_pair
    ADD CONSTRAINT recommending_pair_product_id_d8ce5921_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.recommending_support
    ADD CONSTRAINT recommending_support_entity_id_d0dfb00c_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.recommending_support
    ADD CONSTRAINT recommending_support_product_id_b601fecb_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.recommending_taste
    ADD CONSTRAINT recommending_taste_customer_id_437acad2_fk_parties_customer_id FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.recommending_taste
    ADD CONSTRAINT recommending_taste_product_id_8ec99c65_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.renewing_renewal
    ADD CONSTRAINT renewing_renewal_contract_id_d9491edf_fk_contracti FOREIGN KEY (contract_id) REFERENCES public.contracting_contract(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.renewing_renewal
    ADD CONSTRAINT renewing_renewal_customer_id_57d2e40f_fk_parties_customer_id FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.renewing_renewal
    ADD CONSTRAINT renewing_renewal_entity_id_47d543f8_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.renewing_renewal
    ADD CONSTRAINT renewing_renewal_quote_id_23ca3f11_fk_quoting_quote_id FOREIGN KEY (quote_id) REFERENCES public.quoting_quote(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.subscribing_charge
    ADD CONSTRAINT subscribing_charge_service_id_08830b4b_fk_subscribi FOREIGN KEY (service_id) REFERENCES public.subscribing_service(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.subscribing_service
    ADD CONSTRAINT subscribing_service_customer_id_6ac4c411_fk_parties_customer_id FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.subscribing_service
    ADD CONSTRAINT subscribing_service_entity_id_c4f53b4a_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.subscribing_service
    ADD CONSTRAINT subscribing_service_follows_id_b9add594_fk_subscribi FOREIGN KEY (follows_id) REFERENCES public.subscribing_service(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.subscribing_service
    ADD CONSTRAINT subscribing_service_order_id_f0063159_fk_ordering_order_id FOREIGN KEY (order_id) REFERENCES public.ordering_order(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.subscribing_service
    ADD CONSTRAINT subscribing_service_order_line_id_c807bd65_fk_ordering_line_id FOREIGN KEY (order_line_id) REFERENCES public.ordering_line(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.subscribing_service
    ADD CONSTRAINT subscribing_service_product_id_10b8a4b9_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.taxes_decision
    ADD CONSTRAINT taxes_decision_entity_id_9762245c_fk_parties_entity_id FOREIGN KEY (entity_id) REFERENCES public.parties_entity(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.trying_trial
    ADD CONSTRAINT trying_trial_user_id_0770abc6_fk_platform_user_id FOREIGN KEY (user_id) REFERENCES public.platform_user(id) DEFERRABLE INITIALLY DEFERRED;
