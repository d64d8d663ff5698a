// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The modules' direction, seen from the module that has them all on its class path. */
class ModulesTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.tractrix");

    @Test
    void nothingKnowsTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.tractrix.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.tractrix.cli..", "picocli..")
                .check(ALL);
    }

    @Test
    void onlyTheCommandLineKnowsTheStudio() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.tractrix.studio..", "dev.tractrix.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.tractrix.studio..", "io.javalin..", "java.sql..")
                .check(ALL);
    }

    @Test
    void theStudioTouchesNoNative() {
        noClasses()
                .that()
                .resideInAPackage("dev.tractrix.studio..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco..")
                .check(ALL);
    }

    @Test
    void theCommandLineTouchesNoNative() {
        noClasses()
                .that()
                .resideInAPackage("dev.tractrix.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco..")
                .check(ALL);
    }

    @Test
    void onlyMediaSeesFfmpeg() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.tractrix.media")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco.ffmpeg..", "org.bytedeco.javacv..")
                .check(ALL);
    }

    @Test
    void mediaKnowsPicturesAndSceneFilesOnly() {
        classes()
                .that()
                .resideInAPackage("dev.tractrix.media")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.tractrix.media",
                        "dev.tractrix.image",
                        "dev.tractrix.fault",
                        "dev.tractrix.scene.formats",
                        "org.bytedeco.ffmpeg..",
                        "org.bytedeco.javacpp..",
                        "org.slf4j..",
                        "org.w3c.dom..",
                        "org.xml.sax..",
                        "java..",
                        "javax..")
                .check(ALL);
    }
}
