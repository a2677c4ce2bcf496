package org.whistle.publishing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.whistle.api.RulesetsApi;
import org.whistle.facts.CanonicalJson;
import org.whistle.facts.FactReader;
import org.whistle.facts.Label;
import org.whistle.facts.Vocabulary;
import org.whistle.ruleset.Column;
import org.whistle.ruleset.Publication;
import org.whistle.ruleset.Rulesets;
import org.whistle.ruleset.Table;
import org.whistle.ruleset.workbook.Fault;
import org.whistle.ruleset.workbook.Reading;
import org.whistle.ruleset.workbook.WorkbookReader;
import org.whistle.web.Problem;

/** Policy staff publish workbooks and get them back. */
@RestController
class RulesetEndpoint implements RulesetsApi {

    private static final MediaType XLSX = MediaType.parseMediaType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

    private final Rulesets rulesets;
    private final Vocabulary vocabulary;
    private final Clock clock;

    RulesetEndpoint(Rulesets rulesets, Vocabulary vocabulary, Clock clock) {
        this.rulesets = rulesets;
        this.vocabulary = vocabulary;
        this.clock = clock;
    }

    @Override
    public ResponseEntity<List<Publication>> listRulesets() {
        return ResponseEntity.ok(rulesets.list());
    }

    @Override
    public ResponseEntity<Publication> publishWorkbook(LocalDate appliesFrom, Resource body, String note) {
        byte[] workbook;
        try {
            workbook = body.getContentAsByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Reading reading = WorkbookReader.readNew(workbook, vocabulary);
        if (reading instanceof Reading.Bad bad) {
            throw Problem.INVALID_WORKBOOK.raised(bad.faults());
        }
        Table table = ((Reading.Good) reading).table();
        List<Fault> misfits = misfits(table);
        if (!misfits.isEmpty()) {
            throw Problem.INVALID_WORKBOOK.raised(misfits);
        }
        Publication made = rulesets.publish(table, workbook, appliesFrom, note == null ? "" : note);
        return ResponseEntity.status(HttpStatus.CREATED).body(made);
    }

    /** The flows in DRL rely on which tables there are and what their columns speak of; cells are for staff to change, those are not. */
    private List<Fault> misfits(Table table) {
        Optional<Table> known = rulesets.table(table.id());
        if (known.isEmpty()) {
            return List.of(new Fault("", "", "", table.id().toString(), "从本系统下载的工作簿 (a workbook downloaded from here)", new Label(
                    "这一版本没有表 " + table.id() + "，请下载现有的工作簿再改", "This release has no table " + table.id() + ": download a workbook and change that")));
        }
        List<Fault> misfits = new ArrayList<>();
        differ(misfits, "判定种类 kind", table.kind(), known.get().kind());
        differ(misfits, "命中方式 hit policy", table.hitPolicy().name(), known.get().hitPolicy().name());
        differ(misfits, "日期依据 date basis", table.basis().name(), known.get().basis().name());
        differ(misfits, "条件列 conditions", terms(table.conditions()), terms(known.get().conditions()));
        differ(misfits, "结论列 conclusions", terms(table.conclusions()), terms(known.get().conclusions()));
        return misfits;
    }

    private static void differ(List<Fault> misfits, String what, String found, String accepted) {
        if (!found.equals(accepted)) {
            misfits.add(new Fault("", "", what, found, accepted, new Label(what + "不能在工作簿中改动，应为：" + accepted, what + " cannot be changed in a workbook; accepted: " + accepted)));
        }
    }

    private static String terms(List<Column> columns) {
        return columns.stream().map(column -> column.term().path()).sorted().collect(Collectors.joining(", "));
    }

    @Override
    public ResponseEntity<Resource> getRuleset(Long number, LocalDate date) {
        LocalDate day = date == null ? today() : date;
        Rulesets.Composition composition = composition(number, day);
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("number", number);
        shown.put("date", day.toString());
        shown.put("digest", composition.digest());
        shown.put("files", composition.files());
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(new ByteArrayResource(CanonicalJson.of(shown)));
    }

    @Override
    public ResponseEntity<Resource> downloadWorkbook(Long number, String scheme, String table, LocalDate date) {
        String digest = composition(number, date == null ? today() : date).files().get("decision-tables/" + scheme + "/" + table + ".xlsx");
        if (digest == null) {
            throw Problem.NOT_FOUND.raised("table " + scheme + "/" + table);
        }
        return ResponseEntity.ok().contentType(XLSX).header("Content-Disposition", "attachment; filename=\"" + scheme + "-" + table + ".xlsx\"")
                .body(new ByteArrayResource(rulesets.bytes(digest).orElseThrow()));
    }

    private Rulesets.Composition composition(long number, LocalDate day) {
        if (number < 1 || number > rulesets.newest()) {
            throw Problem.NOT_FOUND.raised("ruleset " + number);
        }
        return rulesets.composition(number, day);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), FactReader.BEIJING);
    }
}
