"""The engine of a recruitment."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "01a265d0d1e6"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "audit_chain",
        sa.Column("chain", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_audit_chain")),
    )
    op.create_table(
        "audit_event",
        sa.Column("chain", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("on_authority_of", sa.Uuid(), nullable=True),
        sa.Column("about", sa.Uuid(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("chain", "number", name=op.f("pk_audit_event")),
    )
    op.create_index(op.f("ix_audit_event_about"), "audit_event", ["about"], unique=False)
    op.create_index(op.f("ix_audit_event_actor_id"), "audit_event", ["actor_id"], unique=False)
    op.create_index(op.f("ix_audit_event_at"), "audit_event", ["at"], unique=False)
    op.create_table(
        "audit_root",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_root")),
    )
    op.create_table(
        "erased",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_erased")),
    )
    op.create_index(op.f("ix_erased_at"), "erased", ["at"], unique=False)
    op.create_table(
        "idempotency_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request_hash", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("response", sa.String(), nullable=True),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_key")),
        sa.UniqueConstraint("actor", "key", name=op.f("uq_idempotency_key_actor_key")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index("uq_person_address", "person", [sa.literal_column("lower(email)")], unique=True)
    op.create_table(
        "process",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("trust_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("next_number", sa.Integer(), nullable=False),
        sa.Column("confirmed_number", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["process.id"], name=op.f("fk_process_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process")),
    )
    op.create_index(op.f("ix_process_parent_id"), "process", ["parent_id"], unique=False)
    op.create_index(op.f("ix_process_trust_id"), "process", ["trust_id"], unique=False)
    op.create_index(
        "ix_process_unconfirmed",
        "process",
        ["id"],
        unique=False,
        postgresql_where=sa.text("confirmed_number < next_number - 1"),
    )
    op.create_table(
        "rate_count",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject", name=op.f("pk_rate_count")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state_hash", sa.String(), nullable=False),
        sa.Column("browser_hash", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("verifier", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("next_path", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
        sa.UniqueConstraint("state_hash", name=op.f("uq_sign_in_attempt_state_hash")),
    )
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("name", name=op.f("uq_stored_file_name")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("trust_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("organisation_number", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
    )
    op.create_index(op.f("ix_unit_parent_id"), "unit", ["parent_id"], unique=False)
    op.create_index(op.f("ix_unit_trust_id"), "unit", ["trust_id"], unique=False)
    op.create_index(
        "uq_unit_name_below_parent",
        "unit",
        [sa.literal_column("coalesce(parent_id, '00000000-0000-0000-0000-000000000000')"), "name"],
        unique=True,
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("deputy_id", sa.Uuid(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["deputy_id"], ["person.id"], name=op.f("fk_absence_deputy_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_absence_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index(op.f("ix_absence_deputy_id"), "absence", ["deputy_id"], unique=False)
    op.create_index(op.f("ix_absence_person_id"), "absence", ["person_id"], unique=False)
    op.create_table(
        "audit_root_head",
        sa.Column("chain", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("root", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["root"], ["audit_root.number"], name=op.f("fk_audit_root_head_root")
        ),
        sa.PrimaryKeyConstraint("chain", "number", name=op.f("pk_audit_root_head")),
    )
    op.create_index(op.f("ix_audit_root_head_root"), "audit_root_head", ["root"], unique=False)
    op.create_table(
        "closed_day",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_closed_day_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_day")),
    )
    op.create_index(op.f("ix_closed_day_unit_id"), "closed_day", ["unit_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("process_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("on_authority_of", sa.Uuid(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("refusal", sa.JSON(), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["process_id"], ["process.id"], name=op.f("fk_decision_process_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_process_id"), "decision", ["process_id"], unique=False)
    op.create_table(
        "employment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("percentage", sa.Integer(), nullable=False),
        sa.Column("permanent", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_employment_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_employment_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employment")),
    )
    op.create_index(op.f("ix_employment_person_id"), "employment", ["person_id"], unique=False)
    op.create_index(op.f("ix_employment_unit_id"), "employment", ["unit_id"], unique=False)
    op.create_table(
        "link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_link_person_id")),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name=op.f("fk_link_process_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_link_token_hash")),
    )
    op.create_index(op.f("ix_link_person_id"), "link", ["person_id"], unique=False)
    op.create_index(op.f("ix_link_process_id"), "link", ["process_id"], unique=False)
    op.create_table(
        "login_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_login_session_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_session_token_hash")),
    )
    op.create_index(
        op.f("ix_login_session_person_id"), "login_session", ["person_id"], unique=False
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trust_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("process_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=True),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("template_version", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("reply_to", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=True),
        sa.Column("calendar_method", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("hold_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("traceparent", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_person_id")),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name=op.f("fk_message_process_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_message_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("message_id", name=op.f("uq_message_message_id")),
        sa.UniqueConstraint(
            "process_id",
            "kind",
            "about",
            "to_id",
            "occurrence",
            name="uq_message_business_key",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        "ix_message_failed",
        "message",
        ["trust_id"],
        unique=False,
        postgresql_where=sa.text("state = 'failed'"),
    )
    op.create_index("ix_message_log", "message", ["trust_id", "queued_at", "id"], unique=False)
    op.create_index(op.f("ix_message_person_id"), "message", ["person_id"], unique=False)
    op.create_index(op.f("ix_message_unit_id"), "message", ["unit_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("process_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fact", sa.String(), nullable=True),
        sa.Column("about", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trace", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name=op.f("fk_outbox_process_id")),
        sa.PrimaryKeyConstraint("process_id", "number", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_unsent",
        "outbox",
        ["process_id", "number"],
        unique=False,
        postgresql_where=sa.text("sent_at IS NULL"),
    )
    op.create_table(
        "read_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.Uuid(), nullable=True),
        sa.Column("about", sa.Uuid(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_read_log_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_read_log")),
    )
    op.create_index(op.f("ix_read_log_about"), "read_log", ["about"], unique=False)
    op.create_index(op.f("ix_read_log_at"), "read_log", ["at"], unique=False)
    op.create_index(op.f("ix_read_log_person_id"), "read_log", ["person_id"], unique=False)
    op.create_index(op.f("ix_read_log_process_id"), "read_log", ["process_id"], unique=False)
    op.create_table(
        "recruitment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trust_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("ending", sa.String(), nullable=True),
        sa.Column("ending_reason", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("consequence_for_patients", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("temporary_basis", sa.String(), nullable=True),
        sa.Column("part_time_reason", sa.String(), nullable=True),
        sa.Column("percentage", sa.Integer(), nullable=False),
        sa.Column("occupation_styrk08", sa.String(), nullable=False),
        sa.Column("hpr_category", sa.String(), nullable=True),
        sa.Column("positions", sa.Integer(), nullable=False),
        sa.Column("wanted_start", sa.Date(), nullable=False),
        sa.Column("patients_who_need_police_certificate", sa.Boolean(), nullable=False),
        sa.Column("conflict_scope", sa.String(), nullable=False),
        sa.Column("places_in_nomination", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("advertised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("screened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("scores_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["person.id"], name=op.f("fk_recruitment_submitted_by")
        ),
        sa.ForeignKeyConstraint(["trust_id"], ["unit.id"], name=op.f("fk_recruitment_trust_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_recruitment_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recruitment")),
    )
    op.create_index(op.f("ix_recruitment_phase"), "recruitment", ["phase"], unique=False)
    op.create_index(op.f("ix_recruitment_trust_id"), "recruitment", ["trust_id"], unique=False)
    op.create_index(op.f("ix_recruitment_unit_id"), "recruitment", ["unit_id"], unique=False)
    op.create_table(
        "role",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_role_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
    )
    op.create_index(op.f("ix_role_person_id"), "role", ["person_id"], unique=False)
    op.create_index(op.f("ix_role_unit_id"), "role", ["unit_id"], unique=False)
    op.create_table(
        "task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("process_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=True),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("on_authority_of", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("default", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("escalate_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lapse_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("told_number", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["assignee_id"], ["person.id"], name=op.f("fk_task_assignee_id")),
        sa.ForeignKeyConstraint(
            ["on_authority_of"], ["person.id"], name=op.f("fk_task_on_authority_of")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_task_owner_id")),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name=op.f("fk_task_process_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["person.id"], name=op.f("fk_task_settled_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_task_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint(
            "process_id",
            "step",
            "about",
            "occurrence",
            name=op.f("uq_task_process_id_step_about_occurrence"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_task_due_at"), "task", ["due_at"], unique=False)
    op.create_index(
        "ix_task_open",
        "task",
        ["assignee_id", "due_at"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(op.f("ix_task_process_id"), "task", ["process_id"], unique=False)
    op.create_index(op.f("ix_task_unit_id"), "task", ["unit_id"], unique=False)
    op.create_table(
        "advert",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recruitment_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("one_language_reason", sa.String(), nullable=True),
        sa.Column("wording_reason", sa.String(), nullable=True),
        sa.Column("repeat_reason", sa.String(), nullable=True),
        sa.Column("contact_person_id", sa.Uuid(), nullable=True),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("internal_notice_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_person_id"], ["person.id"], name=op.f("fk_advert_contact_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["recruitment_id"], ["recruitment.id"], name=op.f("fk_advert_recruitment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advert")),
        sa.UniqueConstraint("recruitment_id", "round", name=op.f("uq_advert_recruitment_id_round")),
    )
    op.create_index(op.f("ix_advert_closes_at"), "advert", ["closes_at"], unique=False)
    op.create_index(op.f("ix_advert_opens_at"), "advert", ["opens_at"], unique=False)
    op.create_index(op.f("ix_advert_recruitment_id"), "advert", ["recruitment_id"], unique=False)
    op.create_index(op.f("ix_advert_state"), "advert", ["state"], unique=False)
    op.create_table(
        "alternative",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recruitment_id", sa.Uuid(), nullable=False),
        sa.Column("option", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recruitment_id"], ["recruitment.id"], name=op.f("fk_alternative_recruitment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alternative")),
        sa.UniqueConstraint(
            "recruitment_id", "option", name=op.f("uq_alternative_recruitment_id_option")
        ),
    )
    op.create_index(
        op.f("ix_alternative_recruitment_id"), "alternative", ["recruitment_id"], unique=False
    )
    op.create_table(
        "approval",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recruitment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("on_authority_of", sa.Uuid(), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["on_authority_of"], ["person.id"], name=op.f("fk_approval_on_authority_of")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_approval_person_id")),
        sa.ForeignKeyConstraint(
            ["recruitment_id"], ["recruitment.id"], name=op.f("fk_approval_recruitment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    op.create_index(
        op.f("ix_approval_recruitment_id"), "approval", ["recruitment_id"], unique=False
    )
    op.create_table(
        "case_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recruitment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_case_member_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["recruitment_id"], ["recruitment.id"], name=op.f("fk_case_member_recruitment_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["person.id"], name=op.f("fk_case_member_replaced_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_member")),
        sa.UniqueConstraint(
            "recruitment_id",
            "person_id",
            "relation",
            name=op.f("uq_case_member_recruitment_id_person_id_relation"),
        ),
    )
    op.create_index(op.f("ix_case_member_person_id"), "case_member", ["person_id"], unique=False)
    op.create_index(
        op.f("ix_case_member_recruitment_id"), "case_member", ["recruitment_id"], unique=False
    )
    op.create_table(
        "conflict_declaration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recruitment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_conflict_declaration_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["recruitment_id"],
            ["recruitment.id"],
            name=op.f("fk_conflict_declaration_recruitment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_declaration")),
        sa.UniqueConstraint(
            "recruitment_id",
            "person_id",
            "number",
            name=op.f("uq_conflict_declaration_recruitment_id_person_id_number"),
        ),
    )
    op.create_index(
        op.f("ix_conflict_declaration_recruitment_id"),
        "conflict_declaration",
        ["recruitment_id"],
        unique=False,
    )
    op.create_table(
        "criterion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recruitment_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("nb", sa.String(), nullable=False),
        sa.Column("en", sa.String(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=True),
        sa.Column("methods", sa.JSON(), nullable=False),
        sa.Column("anchors", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.Column("trainable_in_months", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recruitment_id"], ["recruitment.id"], name=op.f("fk_criterion_recruitment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
        sa.UniqueConstraint("recruitment_id", "key", name=op.f("uq_criterion_recruitment_id_key")),
    )
    op.create_index(
        op.f("ix_criterion_recruitment_id"), "criterion", ["recruitment_id"], unique=False
    )
    op.create_table(
        "decision_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recruitment_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_decision_file_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["recruitment_id"], ["recruitment.id"], name=op.f("fk_decision_file_recruitment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_file")),
        sa.UniqueConstraint("recruitment_id", name=op.f("uq_decision_file_recruitment_id")),
    )
    op.create_table(
        "discussion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recruitment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("remark", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_discussion_person_id")),
        sa.ForeignKeyConstraint(
            ["recruitment_id"], ["recruitment.id"], name=op.f("fk_discussion_recruitment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discussion")),
    )
    op.create_index(
        op.f("ix_discussion_recruitment_id"), "discussion", ["recruitment_id"], unique=False
    )
    op.create_table(
        "interview_kit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recruitment_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("fixed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["recruitment_id"], ["recruitment.id"], name=op.f("fk_interview_kit_recruitment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview_kit")),
        sa.UniqueConstraint("recruitment_id", name=op.f("uq_interview_kit_recruitment_id")),
    )
    op.create_table(
        "nomination",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recruitment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("on_authority_of", sa.Uuid(), nullable=True),
        sa.Column("decision_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_nomination_author_id")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_nomination_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["on_authority_of"], ["person.id"], name=op.f("fk_nomination_on_authority_of")
        ),
        sa.ForeignKeyConstraint(
            ["recruitment_id"], ["recruitment.id"], name=op.f("fk_nomination_recruitment_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["person.id"], name=op.f("fk_nomination_submitted_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination")),
        sa.UniqueConstraint(
            "recruitment_id", "number", name=op.f("uq_nomination_recruitment_id_number")
        ),
    )
    op.create_index(
        op.f("ix_nomination_recruitment_id"), "nomination", ["recruitment_id"], unique=False
    )
    op.create_table(
        "preference_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recruitment_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("finding", sa.String(), nullable=False),
        sa.Column("claim", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_preference_check_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["recruitment_id"], ["recruitment.id"], name=op.f("fk_preference_check_recruitment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preference_check")),
    )
    op.create_index(
        op.f("ix_preference_check_recruitment_id"),
        "preference_check",
        ["recruitment_id"],
        unique=False,
    )
    op.create_table(
        "public_list",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recruitment_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("women", sa.Integer(), nullable=False),
        sa.Column("men", sa.Integer(), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recruitment_id"], ["recruitment.id"], name=op.f("fk_public_list_recruitment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_list")),
        sa.UniqueConstraint(
            "recruitment_id", "version", name=op.f("uq_public_list_recruitment_id_version")
        ),
    )
    op.create_index(
        op.f("ix_public_list_recruitment_id"), "public_list", ["recruitment_id"], unique=False
    )
    op.create_table(
        "scores_submitted",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recruitment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_scores_submitted_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["recruitment_id"], ["recruitment.id"], name=op.f("fk_scores_submitted_recruitment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scores_submitted")),
        sa.UniqueConstraint(
            "recruitment_id", "person_id", name=op.f("uq_scores_submitted_recruitment_id_person_id")
        ),
    )
    op.create_index(
        op.f("ix_scores_submitted_recruitment_id"),
        "scores_submitted",
        ["recruitment_id"],
        unique=False,
    )
    op.create_table(
        "sign_in_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("browser_hash", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_sign_in_code_link_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_code")),
    )
    op.create_index(
        "ix_sign_in_code_asked",
        "sign_in_code",
        ["link_id", "browser_hash", "created_at"],
        unique=False,
    )
    op.create_table(
        "advert_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("advert_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("rendered", sa.JSON(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["advert_id"], ["advert.id"], name=op.f("fk_advert_version_advert_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_advert_version_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advert_version")),
        sa.UniqueConstraint("advert_id", "number", name=op.f("uq_advert_version_advert_id_number")),
    )
    op.create_index(
        op.f("ix_advert_version_advert_id"), "advert_version", ["advert_id"], unique=False
    )
    op.create_table(
        "application",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recruitment_id", sa.Uuid(), nullable=False),
        sa.Column("advert_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("current_version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("exemption_asked", sa.Boolean(), nullable=False),
        sa.Column("qualified", sa.Boolean(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["advert_id"], ["advert.id"], name=op.f("fk_application_advert_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_application_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["recruitment_id"], ["recruitment.id"], name=op.f("fk_application_recruitment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint(
            "recruitment_id", "number", name=op.f("uq_application_recruitment_id_number")
        ),
    )
    op.create_index(op.f("ix_application_advert_id"), "application", ["advert_id"], unique=False)
    op.create_index(
        "ix_application_case_received",
        "application",
        ["recruitment_id", "received_at"],
        unique=False,
    )
    op.create_index(op.f("ix_application_person_id"), "application", ["person_id"], unique=False)
    op.create_index(
        op.f("ix_application_recruitment_id"), "application", ["recruitment_id"], unique=False
    )
    op.create_index(
        "uq_application_live",
        "application",
        ["recruitment_id", "person_id"],
        unique=True,
        postgresql_where=sa.text(
            "state NOT IN ('declined', 'hired', 'lapsed', 'rejected', 'withdrawn')"
        ),
    )
    op.create_table(
        "channel",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("advert_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("tracking_code", sa.String(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["advert_id"], ["advert.id"], name=op.f("fk_channel_advert_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.UniqueConstraint("advert_id", "code", name=op.f("uq_channel_advert_id_code")),
        sa.UniqueConstraint("tracking_code", name=op.f("uq_channel_tracking_code")),
    )
    op.create_index(op.f("ix_channel_advert_id"), "channel", ["advert_id"], unique=False)
    op.create_table(
        "screening_question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("advert_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("nb", sa.String(), nullable=False),
        sa.Column("en", sa.String(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("actions", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["advert_id"], ["advert.id"], name=op.f("fk_screening_question_advert_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_question")),
    )
    op.create_index(
        op.f("ix_screening_question_advert_id"), "screening_question", ["advert_id"], unique=False
    )
    op.create_table(
        "union_remark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nomination_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("remark", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_union_remark_nomination_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_union_remark_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_union_remark")),
        sa.UniqueConstraint("nomination_id", name=op.f("uq_union_remark_nomination_id")),
    )
    op.create_table(
        "application_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("gender", sa.String(), nullable=True),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("municipality", sa.String(), nullable=True),
        sa.Column("occupation", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("letter", sa.String(), nullable=True),
        sa.Column("cv", sa.JSON(), nullable=True),
        sa.Column("exemption_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_application_version_application_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_version")),
        sa.UniqueConstraint(
            "application_id", "number", name=op.f("uq_application_version_application_id_number")
        ),
    )
    op.create_index(
        op.f("ix_application_version_application_id"),
        "application_version",
        ["application_id"],
        unique=False,
    )
    op.create_table(
        "conflict",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recruitment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_conflict_application_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_conflict_person_id")),
        sa.ForeignKeyConstraint(
            ["recruitment_id"], ["recruitment.id"], name=op.f("fk_conflict_recruitment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
        sa.UniqueConstraint(
            "recruitment_id",
            "person_id",
            "application_id",
            name=op.f("uq_conflict_recruitment_id_person_id_application_id"),
        ),
    )
    op.create_index(
        op.f("ix_conflict_application_id"), "conflict", ["application_id"], unique=False
    )
    op.create_index(
        op.f("ix_conflict_recruitment_id"), "conflict", ["recruitment_id"], unique=False
    )
    op.create_table(
        "exemption_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("decision_reason", sa.String(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdraw_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_exemption_request_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_exemption_request_decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemption_request")),
        sa.UniqueConstraint("application_id", name=op.f("uq_exemption_request_application_id")),
    )
    op.create_table(
        "first_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_first_review_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_first_review_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_first_review")),
        sa.UniqueConstraint(
            "application_id", "person_id", name=op.f("uq_first_review_application_id_person_id")
        ),
    )
    op.create_index(
        op.f("ix_first_review_application_id"), "first_review", ["application_id"], unique=False
    )
    op.create_index(op.f("ix_first_review_person_id"), "first_review", ["person_id"], unique=False)
    op.create_table(
        "interview",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recruitment_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_interview_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["recruitment_id"], ["recruitment.id"], name=op.f("fk_interview_recruitment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview")),
    )
    op.create_index(
        op.f("ix_interview_application_id"), "interview", ["application_id"], unique=False
    )
    op.create_index(
        op.f("ix_interview_recruitment_id"), "interview", ["recruitment_id"], unique=False
    )
    op.create_table(
        "must_result",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("criterion_id", sa.Uuid(), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_must_result_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criterion.id"], name=op.f("fk_must_result_criterion_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_must_result_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_must_result")),
        sa.UniqueConstraint(
            "application_id",
            "criterion_id",
            name=op.f("uq_must_result_application_id_criterion_id"),
        ),
    )
    op.create_index(
        op.f("ix_must_result_application_id"), "must_result", ["application_id"], unique=False
    )
    op.create_table(
        "nomination_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nomination_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("total", sa.Numeric(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_nomination_entry_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_nomination_entry_nomination_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination_entry")),
        sa.UniqueConstraint(
            "nomination_id",
            "application_id",
            name=op.f("uq_nomination_entry_nomination_id_application_id"),
        ),
        sa.UniqueConstraint(
            "nomination_id", "rank", name=op.f("uq_nomination_entry_nomination_id_rank")
        ),
    )
    op.create_index(
        op.f("ix_nomination_entry_application_id"),
        "nomination_entry",
        ["application_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_nomination_entry_nomination_id"),
        "nomination_entry",
        ["nomination_id"],
        unique=False,
    )
    op.create_table(
        "offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recruitment_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decline_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_offer_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["recruitment_id"], ["recruitment.id"], name=op.f("fk_offer_recruitment_id")
        ),
        sa.ForeignKeyConstraint(["sent_by"], ["person.id"], name=op.f("fk_offer_sent_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
        sa.UniqueConstraint(
            "application_id", "version", name=op.f("uq_offer_application_id_version")
        ),
    )
    op.create_index(op.f("ix_offer_application_id"), "offer", ["application_id"], unique=False)
    op.create_index(op.f("ix_offer_recruitment_id"), "offer", ["recruitment_id"], unique=False)
    op.create_table(
        "reference",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("recent_leader", sa.Boolean(), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("negative", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column("commented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_reference_application_id")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_reference_asked_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reference_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference")),
        sa.UniqueConstraint(
            "application_id", "person_id", name=op.f("uq_reference_application_id_person_id")
        ),
    )
    op.create_index(
        op.f("ix_reference_application_id"), "reference", ["application_id"], unique=False
    )
    op.create_table(
        "score_sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recruitment_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_score_sheet_application_id")
        ),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name=op.f("fk_score_sheet_given_by")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_score_sheet_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["recruitment_id"], ["recruitment.id"], name=op.f("fk_score_sheet_recruitment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_sheet")),
        sa.UniqueConstraint(
            "application_id", "person_id", name=op.f("uq_score_sheet_application_id_person_id")
        ),
    )
    op.create_index(
        op.f("ix_score_sheet_application_id"), "score_sheet", ["application_id"], unique=False
    )
    op.create_index(
        op.f("ix_score_sheet_recruitment_id"), "score_sheet", ["recruitment_id"], unique=False
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_attachment_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["application_version.id"], name=op.f("fk_attachment_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_file_id"), "attachment", ["file_id"], unique=False)
    op.create_index(op.f("ix_attachment_version_id"), "attachment", ["version_id"], unique=False)
    op.create_table(
        "check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recruitment_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("seen_by", sa.Uuid(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued", sa.Date(), nullable=True),
        sa.Column("expires", sa.Date(), nullable=True),
        sa.Column("register_number", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_check_offer_id")),
        sa.ForeignKeyConstraint(
            ["recruitment_id"], ["recruitment.id"], name=op.f("fk_check_recruitment_id")
        ),
        sa.ForeignKeyConstraint(["seen_by"], ["person.id"], name=op.f("fk_check_seen_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check")),
        sa.UniqueConstraint("offer_id", "kind", name=op.f("uq_check_offer_id_kind")),
    )
    op.create_index(op.f("ix_check_offer_id"), "check", ["offer_id"], unique=False)
    op.create_index(op.f("ix_check_recruitment_id"), "check", ["recruitment_id"], unique=False)
    op.create_table(
        "contract",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recruitment_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("issued_by", sa.Uuid(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_contract_file_id")),
        sa.ForeignKeyConstraint(["issued_by"], ["person.id"], name=op.f("fk_contract_issued_by")),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_contract_offer_id")),
        sa.ForeignKeyConstraint(
            ["recruitment_id"], ["recruitment.id"], name=op.f("fk_contract_recruitment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("offer_id", "version", name=op.f("uq_contract_offer_id_version")),
    )
    op.create_index(op.f("ix_contract_offer_id"), "contract", ["offer_id"], unique=False)
    op.create_index(
        op.f("ix_contract_recruitment_id"), "contract", ["recruitment_id"], unique=False
    )
    op.create_table(
        "onboarding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trust_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("recruitment_id", sa.Uuid(), nullable=True),
        sa.Column("offer_id", sa.Uuid(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_onboarding_offer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_onboarding_person_id")),
        sa.ForeignKeyConstraint(
            ["recruitment_id"], ["recruitment.id"], name=op.f("fk_onboarding_recruitment_id")
        ),
        sa.ForeignKeyConstraint(["trust_id"], ["unit.id"], name=op.f("fk_onboarding_trust_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_onboarding_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onboarding")),
        sa.UniqueConstraint("offer_id", name=op.f("uq_onboarding_offer_id")),
    )
    op.create_index(op.f("ix_onboarding_person_id"), "onboarding", ["person_id"], unique=False)
    op.create_index(
        op.f("ix_onboarding_recruitment_id"), "onboarding", ["recruitment_id"], unique=False
    )
    op.create_index(op.f("ix_onboarding_trust_id"), "onboarding", ["trust_id"], unique=False)
    op.create_index(op.f("ix_onboarding_unit_id"), "onboarding", ["unit_id"], unique=False)
    op.create_table(
        "score",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("criterion_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criterion.id"], name=op.f("fk_score_criterion_id")
        ),
        sa.ForeignKeyConstraint(["sheet_id"], ["score_sheet.id"], name=op.f("fk_score_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score")),
        sa.UniqueConstraint(
            "sheet_id", "criterion_id", name=op.f("uq_score_sheet_id_criterion_id")
        ),
    )
    op.create_index(op.f("ix_score_sheet_id"), "score", ["sheet_id"], unique=False)
    op.create_table(
        "screening_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["screening_question.id"], name=op.f("fk_screening_answer_question_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["application_version.id"], name=op.f("fk_screening_answer_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_answer")),
        sa.UniqueConstraint(
            "version_id", "question_id", name=op.f("uq_screening_answer_version_id_question_id")
        ),
    )
    op.create_index(
        op.f("ix_screening_answer_question_id"), "screening_answer", ["question_id"], unique=False
    )
    op.create_index(
        op.f("ix_screening_answer_version_id"), "screening_answer", ["version_id"], unique=False
    )
    op.create_table(
        "score_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("score_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("old_mark", sa.Integer(), nullable=False),
        sa.Column("new_mark", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_score_change_person_id")
        ),
        sa.ForeignKeyConstraint(["score_id"], ["score.id"], name=op.f("fk_score_change_score_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_change")),
    )
    op.create_index(op.f("ix_score_change_score_id"), "score_change", ["score_id"], unique=False)
    op.execute("""CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit is append-only' USING ERRCODE = 'insufficient_privilege';
END $$""")
    op.execute(
        "CREATE TRIGGER audit_event_is_append_only BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()"
    )
    op.execute(
        "CREATE TRIGGER audit_root_is_append_only BEFORE UPDATE OR DELETE ON audit_root FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()"
    )
    op.execute(
        "CREATE TRIGGER audit_root_head_is_append_only BEFORE UPDATE OR DELETE ON audit_root_head FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()"
    )
    op.execute("""CREATE OR REPLACE FUNCTION outbox_tells() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('stafett_outbox', '');
  RETURN NULL;
END $$""")
    op.execute(
        "CREATE TRIGGER outbox_tells AFTER INSERT ON outbox FOR EACH ROW WHEN (NEW.sent_at IS NULL) EXECUTE FUNCTION outbox_tells()"
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_score_change_score_id"), table_name="score_change")
    op.drop_table("score_change")
    op.drop_index(op.f("ix_screening_answer_version_id"), table_name="screening_answer")
    op.drop_index(op.f("ix_screening_answer_question_id"), table_name="screening_answer")
    op.drop_table("screening_answer")
    op.drop_index(op.f("ix_score_sheet_id"), table_name="score")
    op.drop_table("score")
    op.drop_index(op.f("ix_onboarding_unit_id"), table_name="onboarding")
    op.drop_index(op.f("ix_onboarding_trust_id"), table_name="onboarding")
    op.drop_index(op.f("ix_onboarding_recruitment_id"), table_name="onboarding")
    op.drop_index(op.f("ix_onboarding_person_id"), table_name="onboarding")
    op.drop_table("onboarding")
    op.drop_index(op.f("ix_contract_recruitment_id"), table_name="contract")
    op.drop_index(op.f("ix_contract_offer_id"), table_name="contract")
    op.drop_table("contract")
    op.drop_index(op.f("ix_check_recruitment_id"), table_name="check")
    op.drop_index(op.f("ix_check_offer_id"), table_name="check")
    op.drop_table("check")
    op.drop_index(op.f("ix_attachment_version_id"), table_name="attachment")
    op.drop_index(op.f("ix_attachment_file_id"), table_name="attachment")
    op.drop_table("attachment")
    op.drop_index(op.f("ix_score_sheet_recruitment_id"), table_name="score_sheet")
    op.drop_index(op.f("ix_score_sheet_application_id"), table_name="score_sheet")
    op.drop_table("score_sheet")
    op.drop_index(op.f("ix_reference_application_id"), table_name="reference")
    op.drop_table("reference")
    op.drop_index(op.f("ix_offer_recruitment_id"), table_name="offer")
    op.drop_index(op.f("ix_offer_application_id"), table_name="offer")
    op.drop_table("offer")
    op.drop_index(op.f("ix_nomination_entry_nomination_id"), table_name="nomination_entry")
    op.drop_index(op.f("ix_nomination_entry_application_id"), table_name="nomination_entry")
    op.drop_table("nomination_entry")
    op.drop_index(op.f("ix_must_result_application_id"), table_name="must_result")
    op.drop_table("must_result")
    op.drop_index(op.f("ix_interview_recruitment_id"), table_name="interview")
    op.drop_index(op.f("ix_interview_application_id"), table_name="interview")
    op.drop_table("interview")
    op.drop_index(op.f("ix_first_review_person_id"), table_name="first_review")
    op.drop_index(op.f("ix_first_review_application_id"), table_name="first_review")
    op.drop_table("first_review")
    op.drop_table("exemption_request")
    op.drop_index(op.f("ix_conflict_recruitment_id"), table_name="conflict")
    op.drop_index(op.f("ix_conflict_application_id"), table_name="conflict")
    op.drop_table("conflict")
    op.drop_index(op.f("ix_application_version_application_id"), table_name="application_version")
    op.drop_table("application_version")
    op.drop_table("union_remark")
    op.drop_index(op.f("ix_screening_question_advert_id"), table_name="screening_question")
    op.drop_table("screening_question")
    op.drop_index(op.f("ix_channel_advert_id"), table_name="channel")
    op.drop_table("channel")
    op.drop_index(
        "uq_application_live",
        table_name="application",
        postgresql_where=sa.text(
            "state NOT IN ('declined', 'hired', 'lapsed', 'rejected', 'withdrawn')"
        ),
    )
    op.drop_index(op.f("ix_application_recruitment_id"), table_name="application")
    op.drop_index(op.f("ix_application_person_id"), table_name="application")
    op.drop_index("ix_application_case_received", table_name="application")
    op.drop_index(op.f("ix_application_advert_id"), table_name="application")
    op.drop_table("application")
    op.drop_index(op.f("ix_advert_version_advert_id"), table_name="advert_version")
    op.drop_table("advert_version")
    op.drop_index("ix_sign_in_code_asked", table_name="sign_in_code")
    op.drop_table("sign_in_code")
    op.drop_index(op.f("ix_scores_submitted_recruitment_id"), table_name="scores_submitted")
    op.drop_table("scores_submitted")
    op.drop_index(op.f("ix_public_list_recruitment_id"), table_name="public_list")
    op.drop_table("public_list")
    op.drop_index(op.f("ix_preference_check_recruitment_id"), table_name="preference_check")
    op.drop_table("preference_check")
    op.drop_index(op.f("ix_nomination_recruitment_id"), table_name="nomination")
    op.drop_table("nomination")
    op.drop_table("interview_kit")
    op.drop_index(op.f("ix_discussion_recruitment_id"), table_name="discussion")
    op.drop_table("discussion")
    op.drop_table("decision_file")
    op.drop_index(op.f("ix_criterion_recruitment_id"), table_name="criterion")
    op.drop_table("criterion")
    op.drop_index(op.f("ix_conflict_declaration_recruitment_id"), table_name="conflict_declaration")
    op.drop_table("conflict_declaration")
    op.drop_index(op.f("ix_case_member_recruitment_id"), table_name="case_member")
    op.drop_index(op.f("ix_case_member_person_id"), table_name="case_member")
    op.drop_table("case_member")
    op.drop_index(op.f("ix_approval_recruitment_id"), table_name="approval")
    op.drop_table("approval")
    op.drop_index(op.f("ix_alternative_recruitment_id"), table_name="alternative")
    op.drop_table("alternative")
    op.drop_index(op.f("ix_advert_state"), table_name="advert")
    op.drop_index(op.f("ix_advert_recruitment_id"), table_name="advert")
    op.drop_index(op.f("ix_advert_opens_at"), table_name="advert")
    op.drop_index(op.f("ix_advert_closes_at"), table_name="advert")
    op.drop_table("advert")
    op.drop_index(op.f("ix_task_unit_id"), table_name="task")
    op.drop_index(op.f("ix_task_process_id"), table_name="task")
    op.drop_index("ix_task_open", table_name="task", postgresql_where=sa.text("state = 'open'"))
    op.drop_index(op.f("ix_task_due_at"), table_name="task")
    op.drop_table("task")
    op.drop_index(op.f("ix_role_unit_id"), table_name="role")
    op.drop_index(op.f("ix_role_person_id"), table_name="role")
    op.drop_table("role")
    op.drop_index(op.f("ix_recruitment_unit_id"), table_name="recruitment")
    op.drop_index(op.f("ix_recruitment_trust_id"), table_name="recruitment")
    op.drop_index(op.f("ix_recruitment_phase"), table_name="recruitment")
    op.drop_table("recruitment")
    op.drop_index(op.f("ix_read_log_process_id"), table_name="read_log")
    op.drop_index(op.f("ix_read_log_person_id"), table_name="read_log")
    op.drop_index(op.f("ix_read_log_at"), table_name="read_log")
    op.drop_index(op.f("ix_read_log_about"), table_name="read_log")
    op.drop_table("read_log")
    op.drop_index(
        "ix_outbox_unsent", table_name="outbox", postgresql_where=sa.text("sent_at IS NULL")
    )
    op.drop_table("outbox")
    op.drop_index(op.f("ix_message_unit_id"), table_name="message")
    op.drop_index(op.f("ix_message_person_id"), table_name="message")
    op.drop_index("ix_message_log", table_name="message")
    op.drop_index(
        "ix_message_failed", table_name="message", postgresql_where=sa.text("state = 'failed'")
    )
    op.drop_table("message")
    op.drop_index(op.f("ix_login_session_person_id"), table_name="login_session")
    op.drop_table("login_session")
    op.drop_index(op.f("ix_link_process_id"), table_name="link")
    op.drop_index(op.f("ix_link_person_id"), table_name="link")
    op.drop_table("link")
    op.drop_index(op.f("ix_employment_unit_id"), table_name="employment")
    op.drop_index(op.f("ix_employment_person_id"), table_name="employment")
    op.drop_table("employment")
    op.drop_index(op.f("ix_decision_process_id"), table_name="decision")
    op.drop_table("decision")
    op.drop_index(op.f("ix_closed_day_unit_id"), table_name="closed_day")
    op.drop_table("closed_day")
    op.drop_index(op.f("ix_audit_root_head_root"), table_name="audit_root_head")
    op.drop_table("audit_root_head")
    op.drop_index(op.f("ix_absence_person_id"), table_name="absence")
    op.drop_index(op.f("ix_absence_deputy_id"), table_name="absence")
    op.drop_table("absence")
    op.drop_index("uq_unit_name_below_parent", table_name="unit")
    op.drop_index(op.f("ix_unit_trust_id"), table_name="unit")
    op.drop_index(op.f("ix_unit_parent_id"), table_name="unit")
    op.drop_table("unit")
    op.drop_table("stored_file")
    op.drop_table("sign_in_attempt")
    op.drop_table("rate_count")
    op.drop_index(
        "ix_process_unconfirmed",
        table_name="process",
        postgresql_where=sa.text("confirmed_number < next_number - 1"),
    )
    op.drop_index(op.f("ix_process_trust_id"), table_name="process")
    op.drop_index(op.f("ix_process_parent_id"), table_name="process")
    op.drop_table("process")
    op.drop_index("uq_person_address", table_name="person")
    op.drop_table("person")
    op.drop_table("idempotency_key")
    op.drop_index(op.f("ix_erased_at"), table_name="erased")
    op.drop_table("erased")
    op.drop_table("audit_root")
    op.drop_index(op.f("ix_audit_event_at"), table_name="audit_event")
    op.drop_index(op.f("ix_audit_event_actor_id"), table_name="audit_event")
    op.drop_index(op.f("ix_audit_event_about"), table_name="audit_event")
    op.drop_table("audit_event")
    op.drop_table("audit_chain")
    op.execute("DROP FUNCTION audit_is_append_only")
    op.execute("DROP FUNCTION outbox_tells")
