package org.whistle.catalogue;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.whistle.api.CatalogueApi;
import org.whistle.facts.CanonicalJson;
import org.whistle.facts.Code;
import org.whistle.facts.FactReader;
import org.whistle.facts.JsonValues;
import org.whistle.facts.Vocabulary;
import org.whistle.ruleset.Column;
import org.whistle.ruleset.Match;
import org.whistle.ruleset.Rulesets;
import org.whistle.ruleset.Table;
import org.whistle.web.Problem;

/** Tells what there is: kinds, schemes, communities, vocabularies, and what tables say. Reads only. */
@RestController
class CatalogueEndpoint implements CatalogueApi {

    /** The rules that run in every community. */
    private static final String CITYWIDE = "CITYWIDE";
    /** The table that says which schemes run where, and its columns, as rules/every/schemes.drl asks it. */
    private static final String SCHEMES = "citywide/schemes";
    private static final String COMMUNITY = "facts.community";
    private static final String SCHEME = "derived.scheme";

    private final Rulesets rulesets;
    private final Vocabulary vocabulary;
    private final Shown shown;
    private final Clock clock;

    CatalogueEndpoint(Rulesets rulesets, Vocabulary vocabulary, Clock clock) {
        this.rulesets = rulesets;
        this.vocabulary = vocabulary;
        this.shown = new Shown(vocabulary);
        this.clock = clock;
    }

    @Override
    public ResponseEntity<Resource> listKinds(LocalDate date, Long ruleset) {
        Policy policy = policy(date, ruleset);
        List<Object> kinds = new ArrayList<>();
        for (String kind : vocabulary.kinds()) {
            if (vocabulary.basis(kind).isPresent()) {
                kinds.add(Map.of("kind", shown.kind(kind), "decide", "/api/v1/decisions/" + kind, "vocabulary", "/api/v1/catalogue/kinds/" + kind,
                        "basis", shown.coded("Basis", vocabulary.basis(kind).get().name()), "moment", vocabulary.moment(kind).orElseThrow(),
                        "tables", policy.tables.stream().filter(table -> table.kind().equals(kind)).map(shown::summary).toList()));
            }
        }
        return json(policy, Map.of("kinds", kinds, "common", policy.tables.stream().filter(table -> table.kind().equals(Vocabulary.EVERY)).map(shown::summary).toList()));
    }

    @Override
    public ResponseEntity<Resource> showVocabulary(String kind) {
        if (!vocabulary.kinds().contains(kind)) {
            throw Problem.NOT_FOUND.raised("kind " + kind + ": " + String.join(", ", vocabulary.kinds()));
        }
        List<Object> groups = new ArrayList<>();
        vocabulary.groups(kind).forEach((path, label) -> groups.add(Map.of("path", path, "label", JsonValues.of(label))));
        return json(Map.of("kind", shown.kind(kind), "version", vocabulary.version(), "groups", groups,
                "terms", vocabulary.terms(kind).stream().map(term -> shown.term(kind, term)).toList()));
    }

    @Override
    public ResponseEntity<Resource> listSchemes(LocalDate date, Long ruleset) {
        Policy policy = policy(date, ruleset);
        Set<String> known = policy.schemes();
        List<Object> schemes = new ArrayList<>();
        for (Code scheme : vocabulary.codes("Scheme")) {
            String folder = scheme.value().toLowerCase(Locale.ROOT);
            List<Table> tables = policy.tables.stream().filter(table -> table.id().scheme().equals(folder)).toList();
            if (known.contains(scheme.value()) || !tables.isEmpty()) {
                schemes.add(Map.of("scheme", JsonValues.of(scheme), "folder", folder,
                        "communities", vocabulary.communities().stream().filter(community -> policy.inForce(community.value()).contains(scheme.value()))
                                .map(JsonValues::of).toList(),
                        "kinds", vocabulary.kinds().stream().filter(kind -> tables.stream().anyMatch(table -> table.kind().equals(kind))).map(shown::kind).toList(),
                        "tables", tables.stream().map(shown::summary).toList()));
            }
        }
        return json(policy, Map.of("schemes", schemes));
    }

    @Override
    public ResponseEntity<Resource> listCommunities(LocalDate date, Long ruleset) {
        Policy policy = policy(date, ruleset);
        return json(policy, Map.of("communities", vocabulary.communities().stream().map(community -> Map.of("community", JsonValues.of(community), "schemes",
                vocabulary.codes("Scheme").stream().filter(scheme -> policy.inForce(community.value()).contains(scheme.value())).map(JsonValues::of).toList())).toList()));
    }

    @Override
    public ResponseEntity<Resource> showTable(String version, String scheme, String table, LocalDate date) {
        if (!version.matches("newest|[1-9][0-9]{0,17}")) {
            throw Problem.INVALID_PARAMETER.raised("version: newest, 1, 2, …");
        }
        Policy policy = policy(date, version.equals("newest") ? null : Long.valueOf(version));
        String id = scheme + "/" + table;
        Table found = policy.table(id);
        if (found == null) {
            throw Problem.NOT_FOUND.raised("table " + id);
        }
        Map<String, Object> all = shown.table(found, policy.day);
        all.put("digest", rulesets.composition(policy.number, policy.day).files().get(Rulesets.path(found.id())));
        return json(policy, all);
    }

    private Policy policy(LocalDate date, Long ruleset) {
        LocalDate day = date == null ? LocalDate.ofInstant(clock.instant(), FactReader.BEIJING) : date;
        long number = ruleset == null ? rulesets.newest() : ruleset;
        if (number < 1 || number > rulesets.newest()) {
            throw Problem.NOT_FOUND.raised("ruleset " + number);
        }
        return new Policy(number, day, rulesets.tables(number, day));
    }

    private static ResponseEntity<Resource> json(Policy policy, Map<String, Object> parts) {
        Map<String, Object> all = new LinkedHashMap<>(parts);
        all.put("ruleset", policy.number);
        all.put("date", policy.day.toString());
        return json(all);
    }

    private static ResponseEntity<Resource> json(Map<String, Object> tree) {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(new ByteArrayResource(CanonicalJson.of(tree)));
    }

    /** The tables of a version on a day. */
    private record Policy(long number, LocalDate day, List<Table> tables) {

        private Table table(String id) {
            return tables.stream().filter(table -> table.id().toString().equals(id)).findFirst().orElse(null);
        }

        /** The schemes that run in a community on the day. */
        private Set<String> inForce(String community) {
            Set<String> schemes = new TreeSet<>(Set.of(CITYWIDE));
            Table table = table(SCHEMES);
            if (table != null) {
                for (Match match : table.matching(community, day, Map.of(COMMUNITY, community))) {
                    schemes.add((String) match.value(SCHEME));
                }
            }
            return schemes;
        }

        /** Every scheme that the table of schemes names, whatever the day. */
        private Set<String> schemes() {
            Set<String> schemes = new TreeSet<>(Set.of(CITYWIDE));
            Table table = table(SCHEMES);
            if (table != null) {
                List<Column> columns = table.conclusions();
                for (int i = 0; i < columns.size(); i++) {
                    int column = i;
                    if (columns.get(i).term().path().equals(SCHEME)) {
                        table.rows().stream().map(row -> (String) row.conclusions().get(column)).filter(Objects::nonNull).forEach(schemes::add);
                    }
                }
            }
            return schemes;
        }
    }
}
