package org.whistle.claims;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.whistle.facts.ClaimVerdict;
import org.whistle.facts.Community;
import org.whistle.facts.FactReader;
import org.whistle.facts.TaskState;

/** The rows of tasks: found, listed and added, never changed. */
@Component
class Tasks {

    private static final long LOCKS_OF_TASKS = 0x5441534BL;
    private static final String ALL = """
            SELECT t.*, o.verdict, o.claimant, o.claimant_kind, o.lead, o.since, o.due, o.decision, c.completed_by, c.completed_at, c.note, c.request_digest AS completion_digest
            FROM task t LEFT JOIN task_owner o ON o.task = t.id LEFT JOIN task_completion c ON c.task = t.id
            """;

    private final JdbcClient database;

    Tasks(JdbcClient database) {
        this.database = database;
    }

    /** Nobody else looks at this task to change how it stands until the transaction ends. */
    void alone(String task) {
        database.sql("SELECT pg_advisory_xact_lock(hashtextextended(:task, :tasks))").param("task", task).param("tasks", LOCKS_OF_TASKS).query(rows -> { });
    }

    Optional<Task> find(String task) {
        return database.sql(ALL + "WHERE t.id = :task").param("task", task).query((row, number) -> task(row)).optional();
    }

    /** Tasks in order of opening, then id. */
    List<Task> list(Community community, TaskState state, Task after, int limit) {
        return database.sql(ALL + """
                        WHERE (:community::text IS NULL OR t.community = :community)
                          AND (:state::text IS NULL OR :state = CASE WHEN c.task IS NOT NULL THEN 'DONE' WHEN o.task IS NULL THEN 'OPEN' ELSE o.verdict END)
                          AND (:after::text IS NULL OR (t.opened_at, t.id) > (:opened::timestamptz, :after))
                        ORDER BY t.opened_at, t.id LIMIT :limit""")
                .param("community", community == null ? null : community.toString()).param("state", state == null ? null : state.toString())
                .param("after", after == null ? null : after.id()).param("opened", after == null ? null : after.openedAt()).param("limit", limit).query((row, number) -> task(row)).list();
    }

    /** The tasks that were opened by a moment and that nobody has, in order of opening, then id. */
    List<Task> open(OffsetDateTime at) {
        return database.sql(ALL + "WHERE o.task IS NULL AND t.opened_at <= :at ORDER BY t.opened_at, t.id").param("at", at).query((row, number) -> task(row)).list();
    }

    void add(Task task, OffsetDateTime recordedAt) {
        database.sql("""
                        INSERT INTO task (id, community, topic, description, requester, opened_at, request_digest, recorded_at)
                        VALUES (:id, :community, :topic, :description, :requester, :openedAt, :digest, :recordedAt)""")
                .param("id", task.id()).param("community", task.community()).param("topic", task.topic()).param("description", task.description())
                .param("requester", task.requester()).param("openedAt", task.openedAt()).param("digest", task.requestDigest()).param("recordedAt", recordedAt).update();
    }

    void add(String task, Task.Owner owner) {
        database.sql("""
                        INSERT INTO task_owner (task, verdict, claimant, claimant_kind, lead, since, due, decision)
                        VALUES (:task, :verdict, :claimant, :kind, :lead, :since, :due, :decision)""")
                .param("task", task).param("verdict", owner.verdict().toString()).param("claimant", owner.claimant()).param("kind", owner.claimantKind())
                .param("lead", owner.lead()).param("since", owner.since()).param("due", owner.due()).param("decision", owner.decision()).update();
    }

    void add(String task, Task.Completion completion, OffsetDateTime recordedAt) {
        database.sql("""
                        INSERT INTO task_completion (task, completed_by, completed_at, note, request_digest, recorded_at)
                        VALUES (:task, :by, :at, :note, :digest, :recordedAt)""")
                .param("task", task).param("by", completion.by()).param("at", completion.at()).param("note", completion.note())
                .param("digest", completion.requestDigest()).param("recordedAt", recordedAt).update();
    }

    private static Task task(ResultSet row) throws SQLException {
        String verdict = row.getString("verdict");
        String by = row.getString("completed_by");
        return new Task(row.getString("id"), row.getString("community"), row.getString("topic"), row.getString("description"), row.getString("requester"),
                moment(row, "opened_at"), row.getString("request_digest"),
                verdict == null ? Optional.empty() : Optional.of(new Task.Owner(ClaimVerdict.valueOf(verdict), row.getString("claimant"), row.getString("claimant_kind"),
                        row.getString("lead"), moment(row, "since"), moment(row, "due"), row.getObject("decision", UUID.class))),
                by == null ? Optional.empty() : Optional.of(new Task.Completion(by, moment(row, "completed_at"), row.getString("note"), row.getString("completion_digest"))));
    }

    private static OffsetDateTime moment(ResultSet row, String column) throws SQLException {
        OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
        return moment == null ? null : moment.atZoneSameInstant(FactReader.BEIJING).toOffsetDateTime();
    }
}
