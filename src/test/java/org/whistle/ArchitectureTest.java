package org.whistle;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

/** The rooms of docs/design.md and what they may not do. */
@AnalyzeClasses(packages = "org.whistle", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule ARROWS_ONLY_TO_THE_LEFT = Architectures.layeredArchitecture().consideringOnlyDependenciesInLayers()
            .layer("facts").definedBy("org.whistle.facts..")
            .layer("ruleset").definedBy("org.whistle.ruleset..")
            .layer("decision").definedBy("org.whistle.decision..")
            .layer("ledger").definedBy("org.whistle.ledger..")
            .layer("intake").definedBy("org.whistle.intake..")
            .layer("audit").definedBy("org.whistle.audit..")
            .layer("points").definedBy("org.whistle.points..")
            .layer("publishing").definedBy("org.whistle.publishing..")
            .layer("claims").definedBy("org.whistle.claims..")
            .layer("catalogue").definedBy("org.whistle.catalogue..")
            .layer("web").definedBy("org.whistle.web..")
            .layer("database").definedBy("org.whistle.database..")
            .whereLayer("facts").mayNotAccessAnyLayer()
            .whereLayer("ruleset").mayOnlyAccessLayers("facts")
            .whereLayer("decision").mayOnlyAccessLayers("facts", "ruleset")
            .whereLayer("ledger").mayOnlyAccessLayers("facts", "ruleset", "decision")
            .whereLayer("catalogue").mayOnlyAccessLayers("facts", "ruleset", "web")
            .whereLayer("web").mayOnlyAccessLayers("facts")
            .whereLayer("database").mayNotAccessAnyLayer()
            .whereLayer("intake").mayNotBeAccessedByAnyLayer()
            .whereLayer("audit").mayNotBeAccessedByAnyLayer()
            .whereLayer("points").mayNotBeAccessedByAnyLayer()
            .whereLayer("publishing").mayNotBeAccessedByAnyLayer()
            .whereLayer("claims").mayNotBeAccessedByAnyLayer()
            .whereLayer("claims").mayOnlyAccessLayers("facts", "ruleset", "decision", "ledger", "web")
            .whereLayer("catalogue").mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule THE_CORE_KNOWS_NO_SPRING_AND_NO_DATABASE = noClasses().that().resideInAnyPackage("org.whistle.facts..", "org.whistle.decision..")
            .should().dependOnClassesThat().resideInAnyPackage("org.springframework..", "java.sql..", "javax.sql..");

    @ArchTest
    static final ArchRule THE_CORE_ASKS_NO_CLOCK_AND_THROWS_NO_DICE = noClasses().that().resideInAnyPackage("org.whistle.facts..", "org.whistle.decision..")
            .should().callMethod(java.time.LocalDate.class, "now").orShould().callMethod(java.time.LocalDateTime.class, "now")
            .orShould().callMethod(java.time.Instant.class, "now").orShould().callMethod(System.class, "currentTimeMillis").orShould().callMethod(System.class, "nanoTime")
            .orShould().dependOnClassesThat().areAssignableTo(java.util.Random.class).orShould().dependOnClassesThat().areAssignableTo(java.time.Clock.class)
            .orShould().callMethod(java.util.UUID.class, "randomUUID");

    @ArchTest
    static final ArchRule NOTHING_UPLOADED_IS_COMPILED_AS_TEXT = noClasses().should().dependOnClassesThat().resideInAnyPackage("org.drools.decisiontable..", "org.drools.template..");
}
