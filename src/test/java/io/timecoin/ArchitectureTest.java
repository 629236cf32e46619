package io.timecoin;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/** Who may import whom. */
class ArchitectureTest
{
    private static final String ROOT = "io.timecoin";
    private static final JavaClasses CLASSES = new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .withImportOption(location -> !location.contains("/wire/"))
        .importPackages(ROOT);

    /** What lies at the bottom imports only what lies below it, and libraries named here. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "transaction          | crypto wire",
        "crypto               | transaction wire crypto.ed25519",
        "pending              | transaction crypto wire",
        "genesis              | transaction crypto wire",
        "consensus.validators | transaction crypto wire",
        "block                | transaction crypto wire consensus.validators consensus.bft",
        "proof                | block transaction crypto wire consensus.validators",
        "consensus.avalanche  | transaction crypto wire pending consensus.validators",
        "consensus.bft        | consensus.validators",
    })
    void shouldKeepTheRulesBelowEverythingElse(final String name, final String allowed)
    {
        final List<String> packages = new ArrayList<>(List.of("java..", "javax..", "org.agrona..", "org.bouncycastle..",
            ROOT, ROOT + "." + name));
        for (final String other : allowed.split(" "))
        {
            packages.add(ROOT + "." + other);
        }
        classes().that().resideInAPackage(ROOT + "." + name)
            .should().onlyDependOnClassesThat(resideInAnyPackage(packages.toArray(new String[0]))
                .or(primitiveArrays()))
            .check(CLASSES);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "io.aeron..                | network client capture node",
        "net.openhft..             | utxo node",
        "com.sun.jna..             | node",
        "org.tomlj..               | node",
        "uk.co.real_logic..        | capture",
        "picocli..                 | cli",
        "com.fasterxml.jackson..   | cli wallet testnet load rpc replay node",
        "org.bouncycastle..        | crypto wallet",
    })
    void shouldKeepALibraryWhereItIsNeeded(final String library, final String users)
    {
        noClasses().that(not(resideInAnyPackage(packages(users))))
            .should().dependOnClassesThat().resideInAPackage(library)
            .allowEmptyShould(true)
            .check(CLASSES);
    }

    @Test
    void shouldKeepTheDisruptorInThePipelineAndTheStageAdapters()
    {
        noClasses().that(not(resideInAnyPackage(ROOT + ".pipeline")).and(not(simpleNameEndingWith("Stage"))))
            .should().dependOnClassesThat().resideInAPackage("com.lmax.disruptor..")
            .check(CLASSES);
    }

    /** Only the assembly sees several stages; validation may look into the unspent outputs, through their view. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "validation | consensus.. network journal",
        "consensus  | validation utxo network journal",
        "utxo       | validation consensus.. network journal",
        "network    | validation consensus.. utxo journal",
    })
    void shouldKeepStagesApart(final String stage, final String others)
    {
        noClasses().that().resideInAPackage(ROOT + "." + stage)
            .should().dependOnClassesThat().resideInAnyPackage(packages(others))
            .allowEmptyShould(true)
            .check(CLASSES);
    }

    @Test
    void shouldLetValidationSeeOnlyTheViewOfTheUnspentOutputs()
    {
        noClasses().that().resideInAPackage(ROOT + ".validation")
            .should().dependOnClassesThat(resideInAnyPackage(ROOT + ".utxo")
                .and(not(DescribedPredicate.describe("the view", type ->
                    type.getSimpleName().equals("UtxoView") || type.getSimpleName().equals("UtxoEntry")))))
            .check(CLASSES);
    }

    @Test
    void shouldKeepAvalancheAndBftFromKnowingEachOther()
    {
        noClasses().that().resideInAPackage(ROOT + ".consensus.avalanche..")
            .should().dependOnClassesThat().resideInAPackage(ROOT + ".consensus.bft..")
            .check(CLASSES);
    }

    @Test
    void shouldLetNobodyImportTheCommandLine()
    {
        noClasses().that().resideOutsideOfPackage(ROOT + ".cli..")
            .should().dependOnClassesThat().resideInAPackage(ROOT + ".cli..")
            .check(CLASSES);
    }

    @Test
    void shouldLetOnlyTheEdgesImportTheNode()
    {
        noClasses().that(not(resideInAnyPackage(packages("cli testnet replay node"))))
            .should().dependOnClassesThat().resideInAPackage(ROOT + ".node..")
            .check(CLASSES);
    }

    @Test
    void shouldHaveNoCyclesBetweenPackages()
    {
        final ArchRule rule = SlicesRuleDefinition.slices().matching(ROOT + ".(**)").should().beFreeOfCycles();
        rule.check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(strings = { "common", "util", "utils", "impl", "manager", "helper", "misc" })
    void shouldHaveNoBucketPackages(final String bucket)
    {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName))
            .noneMatch(name -> name.endsWith("." + bucket) || name.contains("." + bucket + "."));
    }

    private static String[] packages(final String names)
    {
        final String[] split = names.split(" ");
        for (int i = 0; i < split.length; i++)
        {
            split[i] = ROOT + "." + split[i];
        }
        return split;
    }

    private static DescribedPredicate<JavaClass> primitiveArrays()
    {
        return DescribedPredicate.describe("primitives and their arrays", type ->
            type.isPrimitive() || type.isArray() && type.getBaseComponentType().isPrimitive());
    }
}
