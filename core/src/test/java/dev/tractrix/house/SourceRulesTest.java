// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What no source file may have: idioms that crash or leak below libtorch's binding, and marks of unfinished work. */
class SourceRulesTest {
    private static final Path ROOT = root();
    private static final int LONGEST = 500;
    private static final Set<String> BUILT = Set.of("target", "out", "__pycache__");
    private static final Set<String> TEXT =
            Set.of("java", "md", "xml", "json", "py", "properties", "sh", "txt", "yml", "html", "css", "js", "");

    /**
     * @param reason why it is forbidden
     * @param pattern matches a forbidden line
     * @param example a line that must be caught, so that a rule cannot silently catch nothing
     * @param home the only folder that may do it, or null
     */
    private record Rule(String reason, Pattern pattern, String example, String home) {
        static Rule of(String reason, String pattern, String example) {
            return new Rule(reason, Pattern.compile(pattern), example, null);
        }

        Rule allowedIn(String folder) {
            return new Rule(reason, pattern, example, folder);
        }

        @Override
        public String toString() {
            return reason;
        }
    }

    static List<Rule> rules() {
        String tensor = "core/src/main/java/dev/tractrix/tensor";
        return List.of(
                Rule.of("detaching from a scope frees the tensor", "\\bscope\\.detach\\(", "scope.detach(y)"),
                Rule.of(
                        "native modules hand out references that the next registration moves",
                        "\\bregister_(parameter|buffer|module)\\(",
                        "w = register_parameter(\"w\", t);"),
                Rule.of(
                        "a padding made from a pointer is a cast that corrupts the options",
                        "\\.put\\(new \\w*Padding\\(",
                        "o.padding().put(new Conv2dPadding(p));"),
                Rule.of("a tensor does not keep its buffer alive", "\\bfrom_blob\\(", "torch.from_blob(p, shape)"),
                Rule.of("the betas' order is reversed in the binding", "\\bbetas\\(\\)", "options.betas().get(0)"),
                Rule.of("memory is freed by scopes, not by the collector", "System\\.gc\\(\\)", "System.gc();"),
                Rule.of(
                        "a guard lasts until it is closed",
                        "^(?!.*\\btry \\().*new (NoGradGuard|AutoGradMode|InferenceMode)\\(",
                        "var guard = new NoGradGuard();"),
                Rule.of(
                        "a static operator in place returns a handle that dies with its argument",
                        "(=|return|->)\\s*torch\\.\\w+_\\(",
                        "Tensor y = torch.silu_(h);"),
                Rule.of(
                                "handles by reference are copied where they arise",
                                "new Tensor\\([^)]|\\bTensorVector\\b",
                                "Tensor w = new Tensor(p);")
                        .allowedIn(tensor),
                Rule.of(
                                "scopes of tensors are TensorScope's",
                                "import org\\.bytedeco\\.pytorch\\.(NoGradGuard|AutoGradMode|InferenceMode);",
                                "import org.bytedeco.pytorch.NoGradGuard;")
                        .allowedIn(tensor),
                Rule.of("unfinished work is done or an issue", "\\b(TO" + "DO|FIX" + "ME)\\b", "// TO" + "DO later"),
                Rule.of(
                                "stdout and stderr belong to the command line",
                                "System\\.(out|err)\\.print|\\.printStackTrace\\(\\)",
                                "System.out.println(x);")
                        .allowedIn("cli/src/main"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void isNowhere(Rule rule) {
        assertThat(rule.pattern().matcher(rule.example()).find())
                .as("its own example")
                .isTrue();

        List<String> found = new ArrayList<>();
        for (Path file : javaFiles("main")) {
            if (rule.home() == null || !file.startsWith(ROOT.resolve(rule.home()))) {
                found.addAll(lines(file, rule.pattern()));
            }
        }
        assertThat(found).as(rule.reason()).isEmpty();
    }

    @Test
    void everyFileNamesItsLicence() {
        assertThat(javaFiles("main", "test"))
                .allSatisfy(file -> assertThat(read(file)).startsWith("// SPDX-License-Identifier: Apache-2.0\n"));
    }

    @Test
    void filesAreShort() {
        assertThat(javaFiles("main", "test"))
                .allSatisfy(file -> assertThat(read(file).lines().count()).isLessThan(LONGEST));
    }

    @Test
    void everyPackageSaysWhatItIs() {
        assertThat(javaFiles("main"))
                .isNotEmpty()
                .allSatisfy(file ->
                        assertThat(file.resolveSibling("package-info.java")).exists());
    }

    /** A path of one machine works on no other. */
    @Test
    void nothingPointsIntoSomebodysMachine() {
        Pattern absolute = Pattern.compile("(?<![\\w.}~$/])/(home|root|Users|work|workspace|mnt)/\\w");
        List<String> found = new ArrayList<>();
        for (Path file : files(ROOT)) {
            if (TEXT.contains(extension(file)) && !file.endsWith("SourceRulesTest.java")) {
                found.addAll(lines(file, absolute));
            }
        }
        assertThat(absolute.matcher("see /home/me/clip.mp4").find()).isTrue();
        assertThat(found).isEmpty();
    }

    private static List<Path> javaFiles(String... kinds) {
        List<Path> found = files(ROOT).stream()
                .filter(file -> extension(file).equals("java"))
                .filter(file -> Stream.of(kinds).anyMatch(k -> file.toString().contains("/src/" + k + "/")))
                .toList();
        assertThat(found).hasSizeGreaterThan(100);
        return found;
    }

    private static List<String> lines(Path file, Pattern pattern) {
        List<String> found = new ArrayList<>();
        int number = 0;
        for (String line : read(file).lines().toList()) {
            number++;
            if (pattern.matcher(line).find()) {
                found.add(ROOT.relativize(file) + ":" + number + ": " + line.strip());
            }
        }
        return found;
    }

    private static List<Path> files(Path top) {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(top, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    String name = folder.getFileName().toString();
                    boolean foreign = BUILT.contains(name) || name.startsWith(".") && !name.equals(".ci");
                    return foreign && !folder.equals(top) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile()) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static String extension(Path file) {
        String name = file.getFileName().toString();
        return name.lastIndexOf('.') < 0 ? "" : name.substring(name.lastIndexOf('.') + 1);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private static Path root() {
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            if (Files.isRegularFile(up.resolve("LICENSE")) && Files.isDirectory(up.resolve("core"))) {
                return up;
            }
        }
        throw new IllegalStateException("the tests run inside the repository");
    }
}
