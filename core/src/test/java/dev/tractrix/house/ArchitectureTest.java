// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Who may see whom; {@code docs/architecture.md} has the reasons. */
class ArchitectureTest {
    private static final String ROOT = "dev.tractrix.";

    /** Lowest first. A package sees the levels below its own, and no neighbour. */
    private static final List<List<String>> LEVELS = List.of(
            List.of("fault"),
            List.of("image"),
            List.of("scene", "vision"),
            List.of("scene.formats", "animatic", "data", "tensor"),
            List.of("checkpoint", "selection", "superresolution"),
            List.of("nn"),
            List.of("svd", "features", "segment", "tracking", "metricnets", "completion", "fill", "refiner"),
            List.of("control"),
            List.of("models", "pipeline", "annotation"),
            List.of("preflight", "training", "evaluation", "study"),
            List.of("reproduction", "benchmark"));

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.tractrix");

    @Test
    void everyPackageHasALevel() {
        Set<String> found = CORE.stream()
                .map(c -> c.getPackageName().substring(ROOT.length()))
                .collect(Collectors.toSet());

        assertThat(found).isSubsetOf(LEVELS.stream().flatMap(List::stream).toList());
    }

    @TestFactory
    List<DynamicTest> seesOnlyWhatIsBelow() {
        List<DynamicTest> tests = new ArrayList<>();
        for (int level = 0; level < LEVELS.size(); level++) {
            for (String name : LEVELS.get(level)) {
                String[] hidden = LEVELS.subList(level, LEVELS.size()).stream()
                        .flatMap(List::stream)
                        .filter(other -> !other.equals(name))
                        .map(other -> ROOT + other)
                        .toArray(String[]::new);
                tests.add(DynamicTest.dynamicTest(
                        name,
                        () -> noClasses()
                                .that()
                                .resideInAPackage(ROOT + name)
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(hidden)
                                .allowEmptyShould(true)
                                .check(CORE)));
            }
        }
        return tests;
    }

    @Test
    void networksKnowNoScenes() {
        noClasses()
                .that()
                .resideInAnyPackage(in("tensor", "checkpoint", "nn", "features"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "scene..", ROOT + "animatic", ROOT + "vision", ROOT + "data")
                .check(CORE);
    }

    @Test
    void tensorsStayAmongNetworks() {
        assertThat(packagesThatSee("org.bytedeco.pytorch"))
                .isSubsetOf(
                        "tensor",
                        "checkpoint",
                        "nn",
                        "svd",
                        "features",
                        "segment",
                        "tracking",
                        "metricnets",
                        "completion",
                        "fill",
                        "refiner",
                        "control",
                        "models",
                        "pipeline",
                        "annotation",
                        "training",
                        "evaluation",
                        // counts the weights of networks that are laid out without memory
                        "preflight");
    }

    @Test
    void nativeLifetimesHaveTwoHomes() {
        assertThat(packagesThatSee("org.bytedeco.javacpp")).containsExactlyInAnyOrder("tensor", "vision");
        assertThat(packagesThatSee("org.bytedeco.opencv")).containsExactly("vision");
        assertThat(packagesThatSee("org.bytedeco.openblas")).containsExactly("tensor");
    }

    /** Static operators take optionals and return handles by reference; the facade has the cures. */
    @Test
    void operatorsAreCalledThroughTheFacade() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "tensor")
                .should()
                .callMethodWhere(JavaAccess.Predicates.target(
                        owner(HasName.Predicates.name("org.bytedeco.pytorch.global.torch"))))
                .check(CORE);
    }

    private static Set<String> packagesThatSee(String library) {
        return CORE.stream()
                .filter(c -> c.getDirectDependenciesFromSelf().stream()
                        .map(Dependency::getTargetClass)
                        // Tensor::close compiles to its ancestor's method
                        .filter(target -> !target.getName().equals("org.bytedeco.javacpp.Pointer"))
                        .anyMatch(resideInAnyPackage(library + "..")))
                .map(JavaClass::getPackageName)
                .map(p -> p.substring(ROOT.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String[] in(String... names) {
        return Arrays.stream(names).map(n -> ROOT + n).toArray(String[]::new);
    }
}
